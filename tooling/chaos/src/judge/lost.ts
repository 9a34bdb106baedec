import type { TaskState } from '../client/task-state.ts';
import type { Evidence, Harm } from './evidence.ts';

/** Promises that were not kept: a task that is not there, a replay or a cancel that left no trace, an end untold. */
export function lost({ promises, tasks, told }: Evidence): readonly Harm[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const toldRuns = new Set(told.map(({ taskId, run }) => `${taskId} ${run}`));
  const unkept = promises.flatMap((promise): readonly Harm[] => {
    const { taskId } = promise;
    const task = byId.get(taskId);
    if (task === undefined) {
      return promise.kind === 'accepted'
        ? [{ kind: 'lost', taskId, what: 'was accepted, and the API knows no such task' }]
        : [];
    }
    if (promise.kind === 'replayed' && task.run < promise.run) {
      return [{ kind: 'lost', taskId, what: `run ${promise.run} was promised, and the task is at run ${task.run}` }];
    }
    if (promise.kind === 'cancelled' && task.run === promise.run && task.status !== 'cancelled') {
      return [{ kind: 'lost', taskId, what: `run ${promise.run} was cancelled, and the task is ${task.status}` }];
    }
    return [];
  });
  const untold = tasks
    .filter((task) => task.settled && !toldRuns.has(`${task.id} ${task.run}`))
    .map((task): Harm => ({ kind: 'lost', taskId: task.id, what: untoldText(task) }));
  return [...unkept, ...untold];
}

function untoldText({ run, status }: TaskState): string {
  return `the webhook acknowledged the end of run ${run} (${status}), and its receiver never heard of it`;
}
