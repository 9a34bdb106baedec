// `npm start`: everything in one process, on the embedded engines or on real ones.
import { apiModule } from './composition/api-module.ts';
import { composeProcess } from './composition/container.ts';
import { adminModules, enginesModule } from './composition/engines-module.ts';
import { housekeepingModule } from './composition/housekeeping-module.ts';
import { httpModule } from './composition/http-module.ts';
import { imageModule } from './composition/image-module.ts';
import { processModule } from './composition/process-module.ts';
import { foldersOf, storeModule } from './composition/store-module.ts';
import { workerModule } from './composition/worker-module.ts';
import { runProcess } from './processes/run-process.ts';

await runProcess('all-in-one', process, async (context) => {
  const { engines, http } = context.config;
  return composeProcess(
    await enginesModule(engines, context.logger),
    processModule(context),
    storeModule(foldersOf(http)),
    housekeepingModule,
    ...(await adminModules(engines)),
    httpModule,
    apiModule,
    imageModule,
    workerModule,
  );
});
