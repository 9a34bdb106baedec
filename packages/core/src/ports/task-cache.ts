import type { TaskId } from '../domain/id.ts';
import type { Task } from '../domain/task.ts';

/**
 * Spares the repository reads. Shared by processes or not; never the truth. Every call is safe to
 * make concurrently. An outage is a miss: no method throws.
 */
export interface TaskCache {
  /** The task as last filled, or undefined. May lag behind until it is invalidated. */
  get(id: TaskId): Promise<Task | undefined>;
  /** Keeps the task, unless a newer version was filled, or invalidated with a newer version, before. */
  fill(task: Task): Promise<void>;
  /** Forgets any version before `version`; a fill with an older one that comes late loses. */
  invalidate(id: TaskId, version: number): Promise<void>;
  /** Ends what this adapter opened. Idempotent. */
  close(): Promise<void>;
}
