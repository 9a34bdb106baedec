import { type Job, type JobResult, jobOf, type RetryPolicy } from '@safelight/core';
import { anImage } from './images.ts';
import { aTask } from './tasks.ts';

/** A job for run 1 of a task of its own, with all the context a job can carry. */
export function aJob(over: Partial<Job> = {}): Job {
  return { ...jobOf(aTask({ metadata: { productId: 42 }, context: { requestId: 'r-1' } })), ...over };
}

/** A policy without jitter, quick enough to be waited for: `attempts`, then milliseconds before the first retry. */
export function retries(attempts: number, initialDelay = 20): RetryPolicy {
  return { attempts, initialDelay, maxDelay: 60_000, jitter: 0 };
}

/** What an attempt hands back: one image. */
export function aResult(run: number, attempt: number, over: Partial<JobResult> = {}): JobResult {
  return { run, attempt, images: [anImage()], processingTime: 12, ...over };
}
