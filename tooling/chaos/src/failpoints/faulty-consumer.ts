import type { JobConsumer } from '@safelight/core';
import type { Faults } from './faults.ts';

/** `job.work`: an attempt's work. `after` it, the files are written and the queue has not been told. */
export function faultyConsumer(consumer: JobConsumer, faults: Faults): JobConsumer {
  return {
    start: (handle, options) =>
      consumer.start((job, context) => faults.pass('job.work', () => handle(job, context)), options),
    close: (deadlineMs) => consumer.close(deadlineMs),
  };
}
