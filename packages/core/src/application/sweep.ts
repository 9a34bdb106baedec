import { ConfigError } from '../domain/errors.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

/** What {@link sweepImages} needs. */
export interface SweepOptions {
  readonly images: Pick<ImageStore, 'sweep'>;
  readonly repository: Pick<TaskRepository, 'referenced'>;
  /**
   * Files younger than this stay, in milliseconds: longer than the longest attempt plus the time that
   * a completed fact may take to be applied. Default one day; at least one minute.
   */
  readonly olderThan?: number;
  /** Milliseconds since the epoch by the store's clock. Default the platform's clock. */
  readonly now?: number;
}

const oneDay = 86_400_000;
const oneMinute = 60_000;

/**
 * Removes derivatives that no task refers to: what aborted attempts, failed tasks and superseded runs
 * left behind. Run it now and then, from one process. Gives how many files it removed.
 *
 * @throws {UnavailableError} while the repository can't be reached; nothing more is removed then
 */
export function sweepImages(options: SweepOptions): Promise<number> {
  const { images, repository, olderThan = oneDay, now = Date.now() } = options;
  if (!(olderThan >= oneMinute)) {
    return Promise.reject(
      new ConfigError('The sweep', [`olderThan: must be at least ${oneMinute} ms, got ${olderThan}`]),
    );
  }
  return images.sweep((paths) => repository.referenced(paths), now - olderThan);
}
