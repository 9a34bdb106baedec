import { describe, expect, it } from 'vitest';
import { unreachable } from '../src/page/api/problem.ts';
import type { TaskView } from '../src/page/api/wire.ts';
import type { Action } from '../src/page/state/actions.ts';
import { visibleTasks } from '../src/page/state/list.ts';
import { initialState, type State, type Upload } from '../src/page/state/model.ts';
import { reduce } from '../src/page/state/reducer.ts';
import { lifeOfATask } from './support/task-life.ts';

const [born] = lifeOfATask();
const task = (id: string, createdAt: number, more: Partial<TaskView> = {}): TaskView => ({
  ...born.view,
  id,
  createdAt,
  ...more,
});
const after = (actions: readonly Action[], state: State = initialState): State => actions.reduce(reduce, state);
const ids = (state: State): readonly string[] => visibleTasks(state).map(({ id }) => id);
const firstPage = (items: readonly TaskView[], next?: string): Action => ({
  type: 'list-page',
  filter: 'all',
  fresh: true,
  page: { items, next },
});

describe('the list', () => {
  it('shows tasks newest first, down to where it was fetched, and new ones at once', () => {
    const state = after([
      firstPage([task('c', 3), task('b', 2)], 'cursor'),
      // Brought by a snapshot, but with a gap before it.
      { type: 'task', task: task('a', 1) },
      { type: 'task', task: task('d', 4) },
    ]);
    expect(ids(state)).toEqual(['d', 'c', 'b']);
    const whole = reduce(state, { type: 'list-page', filter: 'all', fresh: false, page: { items: [task('a', 1)] } });
    expect(ids(whole)).toEqual(['d', 'c', 'b', 'a']);
    expect(whole.list.next).toBeUndefined();
  });

  it('shows the tasks of one status, and lets one go that leaves it', () => {
    const state = after([
      { type: 'filter', filter: 'failed' },
      { type: 'list-page', filter: 'failed', fresh: true, page: { items: [task('a', 1, { status: 'failed' })] } },
      { type: 'task', task: task('b', 2) },
    ]);
    expect(ids(state)).toEqual(['a']);
    expect(ids(reduce(state, { type: 'task', task: task('a', 1, { version: 9, run: 2 }) }))).toEqual([]);
  });

  it('takes no page of a list that is not shown any more', () => {
    const state = after([{ type: 'filter', filter: 'failed' }, firstPage([task('a', 1)], 'cursor')]);
    expect(state.list).toEqual({ loading: true });
    expect(ids(state)).toEqual([]);
  });

  it('forgets after a reconnect what the service does not tell of again', () => {
    const state = after([
      firstPage([task('b', 2), task('a', 1)]),
      { type: 'disconnected' },
      { type: 'snapshot', tasks: [task('c', 3)] },
      firstPage([task('c', 3), task('b', 2)]),
    ]);
    expect(ids(state)).toEqual(['c', 'b', 'a']);
    expect(ids(reduce(state, { type: 'list-refreshed' }))).toEqual(['c', 'b']);
  });
});

describe('what the service tells', () => {
  it('never puts an older view over a newer one', () => {
    const newer = task('a', 1, { version: 5, status: 'completed' });
    const state = after([firstPage([newer]), { type: 'task', task: task('a', 1, { version: 4 }) }]);
    expect(state.tasks.get('a')).toBe(newer);
  });

  it('asks for a task that an event is the first to tell of', () => {
    const event = born.events[0];
    if (event === undefined) throw new Error('A task is born without an event.');
    const state = reduce(initialState, { type: 'event', event });
    expect([...state.stale]).toEqual([event.taskId]);
    expect(reduce(state, { type: 'task', task: born.view }).stale.size).toBe(0);
    expect(reduce(state, { type: 'task-gone', id: event.taskId }).stale.size).toBe(0);
  });

  it('shows nothing of what was read once the key is taken back', () => {
    const state = after([
      { type: 'session', session: { required: true, read: true, write: true } },
      { type: 'filter', filter: 'failed' },
      { type: 'snapshot', tasks: [task('a', 1)] },
      { type: 'session', session: { required: true, read: false, write: false } },
    ]);
    expect(state.tasks.size).toBe(0);
    expect(state.filter).toBe('failed');
  });
});

describe('uploads and requests', () => {
  const upload: Upload = { key: 'k', name: 'a.jpg', size: 9, phase: { kind: 'waiting' } };

  it('become a task, or a refusal that can be removed', () => {
    const sending: Action = { type: 'upload-phase', key: 'k', phase: { kind: 'sending', sent: 0.5 } };
    const state = after([{ type: 'uploads-added', uploads: [upload] }, sending]);
    expect(state.uploads).toEqual([{ ...upload, phase: { kind: 'sending', sent: 0.5 } }]);
    const done = reduce(state, { type: 'upload-done', key: 'k', task: task('a', 1) });
    expect([done.uploads, [...done.tasks.keys()]]).toEqual([[], ['a']]);
    expect(reduce(state, { type: 'upload-removed', key: 'k' }).uploads).toEqual([]);
  });

  it('keep a refusal at its task until the next try', () => {
    const refused = after([
      { type: 'act', id: 'a' },
      { type: 'acted', id: 'a', problem: unreachable },
    ]);
    expect([refused.busy.has('a'), refused.refusals.get('a')]).toEqual([false, unreachable]);
    const again = reduce(refused, { type: 'act', id: 'a' });
    expect([again.busy.has('a'), again.refusals.has('a')]).toEqual([true, false]);
  });
});
