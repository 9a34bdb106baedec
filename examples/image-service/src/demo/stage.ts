import type { FsStoreOptions } from '@safelight/adapter-fs-store';
import { composeService } from '../composition/container.ts';
import { embeddedModule } from '../composition/embedded-module.ts';
import { imageModule } from '../composition/image-module.ts';
import type { ImageService } from '../composition/image-service.ts';
import { workerModule } from '../composition/worker-module.ts';

/** What `--engines` may name. */
export const engineNames = ['embedded', 'redis-mongo'] as const;
/** One of {@link engineNames}. */
export type EngineName = (typeof engineNames)[number];

/** The variables of the process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a run of the demo works on: engines, and the servers behind them. */
export interface Stage {
  /** A line on each server; none where the engines are in this process. */
  readonly servers: readonly string[];
  /**
   * The service on these engines, not started.
   *
   * @param notice called with what the user should know besides the events, such as an outage
   */
  compose(folders: FsStoreOptions, notice: (text: string) => void): ImageService;
  /** Ends what was started for the engines, after the service; gives what could not be ended, a sentence each. */
  close(): Promise<readonly string[]>;
}

const embeddedStage: Stage = {
  servers: [],
  compose: (folders) => composeService(embeddedModule, workerModule, imageModule(folders)),
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
