// The public surface of `@safelight/contracts`.

export { eventBusContract } from './event-bus/index.ts';
export { jobConsumerContract } from './job-consumer/index.ts';
export { jobEventsContract } from './job-events/index.ts';
export { leaseContract } from './lease/index.ts';
export type { QueueHarness } from './queue/harness.ts';
export { taskCacheContract } from './task-cache/index.ts';
export { taskQueueContract } from './task-queue/index.ts';
export { taskRepositoryContract } from './task-repository/index.ts';
