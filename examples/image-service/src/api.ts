// `npm run start:api`: one of any number of processes that take requests, relay and reconcile.
import { apiModule } from './composition/api-module.ts';
import { composeProcess } from './composition/container.ts';
import { adminModules, enginesModule } from './composition/engines-module.ts';
import { housekeepingModule } from './composition/housekeeping-module.ts';
import { httpModule } from './composition/http-module.ts';
import { processModule } from './composition/process-module.ts';
import { foldersOf, storeModule } from './composition/store-module.ts';
import { runProcess } from './processes/run-process.ts';

await runProcess('api', process, async (context) => {
  const { engines, http } = context.config;
  return composeProcess(
    await enginesModule(engines, context.logger),
    processModule(context),
    storeModule(foldersOf(http)),
    housekeepingModule,
    ...(await adminModules(engines)),
    httpModule,
    apiModule,
  );
});
