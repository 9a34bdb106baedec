import type { AbortSignalLike, Logger } from '@safelight/core';
import type { CancelWatch } from './cancel-watch.ts';
import type { Telling } from './fact-telling.ts';
import type { TakenJob } from './taken-job.ts';

/** What an attempt works with. */
export interface AttemptTools {
  readonly log: Logger;
  /** The queue's name as tasks carry it. */
  readonly queue: string;
  readonly workerId: string;
  /** Milliseconds; the lock is renewed at a third of it. */
  readonly lockDuration: number;
  readonly maxStalledCount: number;
  readonly watch: CancelWatch;
  readonly telling: Telling;
  isCancelled(jobId: string): Promise<boolean>;
  /** True where whoever completes a job may take the next one at once: no other queue waits for its place. */
  takesNext(): boolean;
  /** Queues a job again under the id that its task and run ask for. */
  refile(taken: TakenJob, jobId: string): Promise<void>;
  /** Jobs in hand are handed back. */
  readonly forced: AbortSignalLike;
  /** Redis is not waited for any longer. */
  readonly ended: AbortSignalLike;
}
