// `@safelight/core/in-memory`: a real, if forgetful, adapter for every port.

export { Broadcast, type Subscriber, type Weather } from './broadcast.ts';
export { FactStream, type StreamReader } from './fact-stream.ts';
export { InMemoryEventBus } from './in-memory-event-bus.ts';
export {
  type FindSource,
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
  pretendedImage,
  type StoredFiles,
} from './in-memory-images.ts';
export { InMemoryJobConsumer } from './in-memory-job-consumer.ts';
export { InMemoryJobEvents } from './in-memory-job-events.ts';
export { InMemoryLease, LeaseTable } from './in-memory-lease.ts';
export {
  type InMemoryConnection,
  type InMemoryOptions,
  InMemoryServer,
  inMemory,
  inMemoryServer,
} from './in-memory-server.ts';
export { CacheTable, InMemoryTaskCache } from './in-memory-task-cache.ts';
export { InMemoryTaskQueue } from './in-memory-task-queue.ts';
export { InMemoryTaskRepository } from './in-memory-task-repository.ts';
export type { JobRecord, JobTableOptions, TakenJob } from './job-record.ts';
export { JobTable } from './job-table.ts';
export { md5 } from './md5.ts';
export { TaskTable } from './task-table.ts';
export { ProcessGate, plainWire, type Wire } from './wire.ts';
