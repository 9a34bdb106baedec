// The public surface of `@safelight/adapter-bullmq`. What is not named here is internal.

export { type BullMqEngines, bullmq } from './bullmq.ts';
export { BullMqJobConsumer } from './bullmq-job-consumer.ts';
export { BullMqJobEvents } from './bullmq-job-events.ts';
export { BullMqTaskQueue } from './bullmq-task-queue.ts';
export type { BullMqOptions } from './options.ts';
