import { composeService } from '../composition/container.ts';
import { embeddedModule } from '../composition/embedded-module.ts';
import { imageModule } from '../composition/image-module.ts';
import { storeModule } from '../composition/store-module.ts';
import { namedWorkerModule, workerModule } from '../composition/worker-module.ts';
import type { EngineName, Environment, Stage } from './stage.ts';

function embeddedStage(pid: number): Stage {
  const worker = [workerModule, namedWorkerModule(`worker-${pid}`), imageModule];
  return {
    servers: [],
    compose: (folders, _notice, more) => composeService(embeddedModule, ...worker, storeModule(folders), ...more),
    close: async () => [],
  };
}

/**
 * Makes the engines ready that the command line names.
 *
 * @param pid of this process
 * @throws {UsageError} where a server that they need can't be had
 */
export async function openStage(engines: EngineName, env: Environment, pid: number): Promise<Stage> {
  if (engines === 'embedded') return embeddedStage(pid);
  // Only now: loading the client libraries takes longer than the embedded demo needs for its first image.
  const { openRedisMongoStage } = await import('./redis-mongo-stage.ts');
  return openRedisMongoStage(env);
}
