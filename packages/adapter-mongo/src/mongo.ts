import { MongoTaskRepository } from './mongo-task-repository.ts';
import type { MongoOptions } from './options.ts';

/** What {@link mongo} gives; spread it among a pipeline's engines. */
export interface MongoEngines {
  readonly repository: MongoTaskRepository;
}

/**
 * The engines that MongoDB gives: the task repository. Connects at first use; closing the repository
 * closes the client that was made for `url`, and leaves that of `db` alone.
 *
 * @throws {ConfigError} that lists every problem of the options
 */
export function mongo(options: Partial<MongoOptions>): MongoEngines {
  return { repository: new MongoTaskRepository(options) };
}
