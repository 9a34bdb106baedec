// A worker process of the rig: the example's own composition (see its worker.ts), on engines with switches.
import { composeProcess } from '@safelight-examples/image-service/dist/composition/container.js';
import { imageModule } from '@safelight-examples/image-service/dist/composition/image-module.js';
import { processModule } from '@safelight-examples/image-service/dist/composition/process-module.js';
import { workerModule } from '@safelight-examples/image-service/dist/composition/worker-module.js';
import { workerProcessModule } from '@safelight-examples/image-service/dist/composition/worker-process-module.js';
import { runProcess } from '@safelight-examples/image-service/dist/processes/run-process.js';
import { rigEngines } from './engines.ts';
import { rigFiles } from './files.ts';
import { joinRig } from './join-rig.ts';

const joined = joinRig(process);

await runProcess('worker', process, async (context) =>
  composeProcess(
    rigEngines(context, joined),
    processModule(context),
    rigFiles(context, joined),
    imageModule,
    workerModule,
    workerProcessModule,
  ),
);
