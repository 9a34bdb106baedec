import type { TaskPage, TaskView } from '../api/wire.ts';
import type { Filter, ListExtent, ListPlace, State } from './model.ts';
import { withTasks } from './tasks.ts';

/** Newest first, as the service lists them. */
export function byAge(a: ListPlace, b: ListPlace): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** The tasks to show: those of the filter, down to where the list has been fetched. */
export function visibleTasks({ tasks, filter, list }: Pick<State, 'tasks' | 'filter' | 'list'>): readonly TaskView[] {
  const { reach } = list;
  if (reach === undefined) return [];
  return [...tasks.values()]
    .filter((task) => filter === 'all' || task.status === filter)
    .filter((task) => reach === 'all' || byAge(task, reach) <= 0)
    .sort(byAge);
}

/** The state with a page of the list; a page of another filter's list only brings its tasks. */
export function withListPage(state: State, filter: Filter, page: TaskPage, fresh: boolean): State {
  const told = withTasks(state, page.items);
  if (filter !== state.filter) return told;
  return { ...told, list: { loading: false, ...extentOf(page, fresh ? undefined : state.list) } };
}

function extentOf(page: TaskPage, before: ListExtent | undefined): Pick<ListExtent, 'reach' | 'next'> {
  const last = page.items.at(-1);
  if (page.next === undefined) return { reach: 'all' };
  return { next: page.next, reach: last ? { createdAt: last.createdAt, id: last.id } : before?.reach };
}
