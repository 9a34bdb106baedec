import { codeOf, isAbortedError, type JobConsumer } from '@safelight/core';
import type { Metrics } from './metrics.ts';

/** What {@link countedConsumer} counts by. */
export type AttemptMetrics = Pick<Metrics, 'attempts' | 'attemptFailures' | 'retries' | 'attemptsInHand'>;

/**
 * A consumer that counts its attempts. Counted here, where an attempt is made, it is counted once, however many
 * processes there are: every API process hears every event, and a relay may tell one twice. Of a worker that is
 * killed the attempt in hand is not counted; the retry that follows is, by who makes it.
 */
export function countedConsumer(consumer: JobConsumer, metrics: AttemptMetrics): JobConsumer {
  return {
    start: (handle, options) =>
      consumer.start(async (job, context) => {
        if (context.attempt > 1) metrics.retries.inc();
        metrics.attemptsInHand.inc();
        try {
          const result = await handle(job, context);
          metrics.attempts.inc({ outcome: 'completed' });
          return result;
        } catch (error) {
          const isAborted = context.signal.aborted || isAbortedError(error);
          metrics.attempts.inc({ outcome: isAborted ? 'aborted' : 'failed' });
          if (!isAborted) metrics.attemptFailures.inc({ code: codeOf(error) });
          throw error;
        } finally {
          metrics.attemptsInHand.dec();
        }
      }, options),
    close: (deadlineMs) => consumer.close(deadlineMs),
  };
}
