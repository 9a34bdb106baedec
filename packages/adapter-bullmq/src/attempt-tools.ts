import type { Logger } from '@safelight/core';
import type { CancelWatch } from './cancel-watch.ts';
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
  isCancelled(jobId: string): Promise<boolean>;
  /** Queues a job again under the id that its task and run ask for. */
  refile(taken: TakenJob, jobId: string): Promise<void>;
  /** Jobs in hand are handed back. */
  readonly forced: AbortSignal;
  /** Redis is not waited for any longer. */
  readonly ended: AbortSignal;
}
