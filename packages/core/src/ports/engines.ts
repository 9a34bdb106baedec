import type { EventBus } from './event-bus.ts';
import type { JobConsumer } from './job-consumer.ts';
import type { JobEvents } from './job-events.ts';
import type { Lease } from './lease.ts';
import type { TaskCache } from './task-cache.ts';
import type { TaskQueue } from './task-queue.ts';
import type { TaskRepository } from './task-repository.ts';

/**
 * The adapters of a pipeline and of its workers. Each technology's bundle (`inMemory()`, `bullmq()`,
 * `mongo()`, …) gives some of them; spread together they are whole. A pipeline closes `queue`,
 * `events`, `bus`, `repository`, `cache` and `lease`; a worker closes `consumer`.
 */
export interface Engines {
  readonly queue: TaskQueue;
  readonly consumer: JobConsumer;
  readonly events: JobEvents;
  readonly bus: EventBus;
  readonly repository: TaskRepository;
  /** Without one, every read goes to the repository. */
  readonly cache?: TaskCache;
  /** Without one, every process relays and reconciles: right, but double work. */
  readonly lease?: Lease;
}
