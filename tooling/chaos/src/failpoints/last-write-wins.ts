import { isConcurrencyConflictError, type Task, type TaskRepository } from '@safelight/core';

/**
 * A repository that has forgotten its compare-and-set: whoever saves last wins, whatever happened since it read. The
 * rig must be seen to notice.
 */
export function lastWriteWins(repository: TaskRepository): TaskRepository {
  return {
    now: () => repository.now(),
    insert: (task) => repository.insert(task),
    get: (id) => repository.get(id),
    save: (task, expectedVersion) => overwrite(repository, task, expectedVersion),
    list: (filter, page) => repository.list(filter, page),
    counts: () => repository.counts(),
    due: (now, limit) => repository.due(now, limit),
    makeDue: (queue, at) => repository.makeDue(queue, at),
    referenced: (paths) => repository.referenced(paths),
    close: () => repository.close(),
  };
}

async function overwrite(repository: TaskRepository, task: Task, expectedVersion: number): Promise<void> {
  for (let version = expectedVersion; ; ) {
    try {
      await repository.save(version < task.version ? task : { ...task, version: version + 1 }, version);
      return;
    } catch (error) {
      const stored = isConcurrencyConflictError(error) ? await repository.get(task.id) : undefined;
      if (stored === undefined) throw error;
      version = stored.version;
    }
  }
}
