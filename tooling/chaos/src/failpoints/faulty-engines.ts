import type { Engines, JobEvents, TaskQueue } from '@safelight/core';
import type { Faults } from './faults.ts';
import { faultyBus } from './faulty-bus.ts';
import { faultyConsumer } from './faulty-consumer.ts';
import { faultyRepository } from './faulty-repository.ts';

/** The engines with each call sent through the process's switches. */
export function faultyEngines(engines: Engines, faults: Faults): Engines {
  return {
    ...engines,
    queue: faultyQueue(engines.queue, faults),
    consumer: faultyConsumer(engines.consumer, faults),
    events: faultyEvents(engines.events, faults),
    bus: faultyBus(engines.bus, faults),
    repository: faultyRepository(engines.repository, faults),
  };
}

/** `queue.enqueue`, `queue.inspect`, `queue.cancel`. */
function faultyQueue(queue: TaskQueue, faults: Faults): TaskQueue {
  return {
    enqueue: (jobs) => faults.pass('queue.enqueue', () => queue.enqueue(jobs)),
    inspect: (refs) => faults.pass('queue.inspect', () => queue.inspect(refs)),
    cancel: (ref) => faults.pass('queue.cancel', () => queue.cancel(ref)),
    counts: () => queue.counts(),
    close: () => queue.close(),
  };
}

/** `events.commit`. */
function faultyEvents(events: JobEvents, faults: Faults): JobEvents {
  return {
    partitions: () => events.partitions(),
    read: (partition, signal) => events.read(partition, signal),
    commit: (batch) => faults.pass('events.commit', () => events.commit(batch)),
    lag: () => events.lag(),
    close: () => events.close(),
  };
}
