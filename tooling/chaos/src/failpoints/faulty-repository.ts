import type { Task, TaskRepository } from '@safelight/core';
import type { Faults } from './faults.ts';

/**
 * `repository.*`, each method by its name; and within `repository.save` also `repository.acknowledge`, where it
 * stores that the handlers of a run have done their work.
 */
export function faultyRepository(repository: TaskRepository, faults: Faults): TaskRepository {
  return {
    now: () => faults.pass('repository.now', () => repository.now()),
    insert: (task) => faults.pass('repository.insert', () => repository.insert(task)),
    get: (id) => faults.pass('repository.get', () => repository.get(id)),
    save: (task, version) =>
      faults.pass('repository.save', () => {
        const save = (): Promise<void> => repository.save(task, version);
        return isAcknowledged(task) ? faults.pass('repository.acknowledge', save) : save();
      }),
    list: (filter, page) => faults.pass('repository.list', () => repository.list(filter, page)),
    counts: () => faults.pass('repository.counts', () => repository.counts()),
    due: (now, limit) => faults.pass('repository.due', () => repository.due(now, limit)),
    makeDue: (queue, at) => faults.pass('repository.makeDue', () => repository.makeDue(queue, at)),
    referenced: (paths) => faults.pass('repository.referenced', () => repository.referenced(paths)),
    close: () => repository.close(),
  };
}

/** The end of a run is stored before its handlers are called: with the acknowledgement it is settled. */
function isAcknowledged(task: Task): boolean {
  return task.settled && task.handlers.length > 0;
}
