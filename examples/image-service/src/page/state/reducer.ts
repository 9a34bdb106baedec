import type { Action } from './actions.ts';
import { withListPage } from './list.ts';
import { initialState, type State } from './model.ts';
import { withEvent, withoutTasks, withTasks } from './tasks.ts';
import { withoutUpload, withPhase } from './uploads.ts';

/** The state after an action. Pure. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'session':
      // Whoever may not read any more sees nothing of what was read.
      return { ...(action.session.read ? state : { ...initialState, filter: state.filter }), session: action.session };
    case 'snapshot':
      return withTasks({ ...state, connection: 'live', heard: new Set() }, action.tasks);
    case 'disconnected':
      return { ...state, connection: 'offline' };
    case 'event':
      return withEvent(state, action.event);
    case 'task':
      return withTasks(state, [action.task]);
    case 'task-gone':
      return withoutTasks(state, (id) => id !== action.id);
    case 'filter':
      return { ...state, filter: action.filter, list: { loading: true } };
    case 'list-loading':
      return { ...state, list: { ...state.list, loading: true } };
    case 'list-page':
      return withListPage(state, action.filter, action.page, action.fresh);
    case 'list-failed':
      return { ...state, list: { ...state.list, loading: false }, problem: action.problem };
    case 'list-refreshed':
      return withoutTasks(state, (id) => state.heard.has(id));
    case 'counts':
      return { ...state, counts: action.counts };
    case 'uploads-added':
      return { ...state, uploads: [...state.uploads, ...action.uploads] };
    case 'upload-phase':
      return { ...state, uploads: withPhase(state.uploads, action.key, action.phase) };
    case 'upload-done':
      return withTasks({ ...state, uploads: withoutUpload(state.uploads, action.key) }, [action.task]);
    case 'upload-removed':
      return { ...state, uploads: withoutUpload(state.uploads, action.key) };
    case 'act':
      return { ...state, busy: new Set(state.busy).add(action.id), refusals: without(state.refusals, action.id) };
    case 'acted':
      return withOutcome(state, action);
    case 'problem':
      return { ...state, problem: action.problem };
  }
}

function withOutcome(state: State, { id, task, problem }: Extract<Action, { type: 'acted' }>): State {
  const busy = new Set(state.busy);
  busy.delete(id);
  const refusals = problem ? new Map(state.refusals).set(id, problem) : state.refusals;
  return withTasks({ ...state, busy, refusals }, task ? [task] : []);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  return new Map([...map].filter(([one]) => one !== key));
}
