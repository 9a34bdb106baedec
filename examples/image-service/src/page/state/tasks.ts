import type { DomainEvent, TaskView } from '../api/wire.ts';
import type { State } from './model.ts';
import { applyEvent } from './task-event.ts';

/** The state with these tasks as the service told them. What is newer here stays. */
export function withTasks(state: State, told: readonly TaskView[]): State {
  const tasks = new Map(state.tasks);
  const heard = new Set(state.heard);
  const stale = new Set(state.stale);
  for (const task of told) {
    heard.add(task.id);
    const known = tasks.get(task.id);
    if (known !== undefined && known.version > task.version) continue;
    tasks.set(task.id, task);
    stale.delete(task.id);
  }
  return { ...state, tasks, heard, stale };
}

/** The state after an event; a task that nobody knows yet is asked for. */
export function withEvent(state: State, event: DomainEvent): State {
  const known = state.tasks.get(event.taskId);
  if (known === undefined) return { ...state, stale: new Set(state.stale).add(event.taskId) };
  const { task, stale } = applyEvent(known, event);
  return {
    ...state,
    tasks: task === known ? state.tasks : new Map(state.tasks).set(task.id, task),
    heard: new Set(state.heard).add(task.id),
    stale: stale ? new Set(state.stale).add(task.id) : state.stale,
  };
}

/** The state without the tasks that `keep` says no to. */
export function withoutTasks(state: State, keep: (id: string) => boolean): State {
  return {
    ...state,
    tasks: new Map([...state.tasks].filter(([id]) => keep(id))),
    stale: new Set([...state.stale].filter(keep)),
  };
}
