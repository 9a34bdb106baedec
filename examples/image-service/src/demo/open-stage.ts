import { composeService } from '../composition/container.ts';
import { embeddedModule } from '../composition/embedded-module.ts';
import { imageModule } from '../composition/image-module.ts';
import { storeModule } from '../composition/store-module.ts';
import { workerModule } from '../composition/worker-module.ts';
import type { EngineName, Environment, Stage } from './stage.ts';

const embeddedStage: Stage = {
  servers: [],
  compose: (folders, _notice, more) =>
    composeService(embeddedModule, workerModule, imageModule, storeModule(folders), ...more),
  close: async () => [],
};

/**
 * Makes the engines ready that the command line names.
 *
 * @throws {UsageError} where a server that they need can't be had
 */
export async function openStage(engines: EngineName, env: Environment): Promise<Stage> {
  if (engines === 'embedded') return embeddedStage;
  // Only now: loading the client libraries takes longer than the embedded demo needs for its first image.
  const { openRedisMongoStage } = await import('./redis-mongo-stage.ts');
  return openRedisMongoStage(env);
}
