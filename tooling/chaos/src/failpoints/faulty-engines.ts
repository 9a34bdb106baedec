import type { Engines, JobEvents, TaskQueue, TaskRepository } from '@safelight/core';
import type { Faults } from './faults.ts';

/** The engines with each call sent through the process's switches. */
export function faultyEngines(engines: Engines, faults: Faults): Engines {
  return {
    ...engines,
    queue: faultyQueue(engines.queue, faults),
    events: faultyEvents(engines.events, faults),
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

/** `repository.insert`, `.get`, `.save`, `.due`. */
function faultyRepository(repository: TaskRepository, faults: Faults): TaskRepository {
  return {
    insert: (task) => faults.pass('repository.insert', () => repository.insert(task)),
    get: (id) => faults.pass('repository.get', () => repository.get(id)),
    save: (task, version) => faults.pass('repository.save', () => repository.save(task, version)),
    list: (filter, page) => repository.list(filter, page),
    counts: () => repository.counts(),
    due: (now, limit) => faults.pass('repository.due', () => repository.due(now, limit)),
    makeDue: (queue, at) => repository.makeDue(queue, at),
    referenced: (paths) => repository.referenced(paths),
    close: () => repository.close(),
  };
}
