// An API process of the rig: the example's own composition (see its api.ts), on engines with switches.
import { apiModule } from '@safelight-examples/image-service/dist/composition/api-module.js';
import { composeProcess } from '@safelight-examples/image-service/dist/composition/container.js';
import { adminModules } from '@safelight-examples/image-service/dist/composition/engines-module.js';
import { housekeepingModule } from '@safelight-examples/image-service/dist/composition/housekeeping-module.js';
import { httpModule } from '@safelight-examples/image-service/dist/composition/http-module.js';
import { processModule } from '@safelight-examples/image-service/dist/composition/process-module.js';
import { runProcess } from '@safelight-examples/image-service/dist/processes/run-process.js';
import { rigEngines } from './engines.ts';
import { rigFiles } from './files.ts';
import { joinRig } from './join-rig.ts';

const joined = joinRig(process);

await runProcess('api', process, async (context) =>
  composeProcess(
    rigEngines(context, joined),
    processModule(context),
    rigFiles(context, joined),
    housekeepingModule,
    ...(await adminModules(context.config.engines)),
    httpModule,
    apiModule,
  ),
);
