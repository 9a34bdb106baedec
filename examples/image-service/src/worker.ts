// `npm run start:worker`: one of any number of processes that make derivatives.
import { setFlagsFromString } from 'node:v8';
import { composeProcess } from './composition/container.ts';
import { enginesModule } from './composition/engines-module.ts';
import { imageModule } from './composition/image-module.ts';
import { processModule } from './composition/process-module.ts';
import { foldersOf, storeModule } from './composition/store-module.ts';
import { workerModule } from './composition/worker-module.ts';
import { workerProcessModule } from './composition/worker-process-module.ts';
import { runProcess } from './processes/run-process.ts';

// Pixels count against V8's limit for a heap, and this heap is so small that it would be marked whole for every few
// photos: an eighth of the processor's time.
setFlagsFromString('--heap-growing-percent=800');

await runProcess('worker', process, async (context) =>
  composeProcess(
    await enginesModule(context.config.engines, context.logger),
    processModule(context),
    storeModule(foldersOf(context.config.http)),
    imageModule,
    workerModule,
    workerProcessModule,
  ),
);
