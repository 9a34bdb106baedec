import { type Job as BullJob, Worker as BullWorker } from 'bullmq';

/** BullMQ's worker with what only its own loop does: go on with the job that came with the last answer. */
export class FetchingWorker extends BullWorker {
  /**
   * Ends a job as completed, and takes the next one in the same round trip.
   *
   * @param token of the lock, of both jobs
   * @returns undefined where no job waits, or where the worker closes
   */
  async completeAndTakeNext(job: BullJob, returnValue: object, token: string): Promise<BullJob | undefined> {
    const [next, id] = (await job.moveToCompleted(returnValue, token, true)) ?? [];
    return next ? this.nextJobFromJobData(next, id, token) : undefined;
  }
}
