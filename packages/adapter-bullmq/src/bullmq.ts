import { BullMqJobConsumer } from './bullmq-job-consumer.ts';
import { BullMqJobEvents } from './bullmq-job-events.ts';
import { BullMqTaskQueue } from './bullmq-task-queue.ts';
import { type BullMqOptions, fillBullMqOptions } from './options.ts';

/** The engines that BullMQ gives. */
export interface BullMqEngines {
  readonly queue: BullMqTaskQueue;
  readonly consumer: BullMqJobConsumer;
  readonly events: BullMqJobEvents;
}

/**
 * The queue of a pipeline, and the consumer of a worker, on BullMQ:
 *
 * ```ts
 * const engines = { ...bullmq({ url: 'redis://localhost:6379' }), ...redisPubSub(…), ...mongo(…) };
 * ```
 *
 * Does no I/O: each adapter connects when it is first used, so what is not used opens nothing.
 *
 * @throws {ConfigError} that lists every problem of the options
 */
export function bullmq(options: Partial<BullMqOptions>): BullMqEngines {
  const filled = fillBullMqOptions(options);
  return {
    queue: new BullMqTaskQueue(filled),
    consumer: new BullMqJobConsumer(filled),
    events: new BullMqJobEvents(filled),
  };
}
