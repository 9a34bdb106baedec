import { api } from '../api/client.ts';
import { problemIn } from '../api/problem.ts';
import type { TaskPage } from '../api/wire.ts';
import { byAge } from '../state/list.ts';
import type { Filter, ListPlace } from '../state/model.ts';
import type { Store } from '../state/store.ts';

/** A refresh gives up the older part of a list that is longer than this. */
const mostPages = 10;

/** Fetches the list's next page. */
export async function loadMore(store: Store): Promise<void> {
  const { filter, list } = store.state;
  if (list.loading || list.next === undefined) return;
  await loading(store, async () => {
    const page = await pageOf(filter, list.next);
    store.dispatch({ type: 'list-page', filter, page, fresh: false });
  });
}

/**
 * Fetches the list from its beginning, as far as it was fetched before, and forgets what is not in it any more:
 * what the stream could not tell while it was away is mended so.
 */
export async function refreshList(store: Store): Promise<void> {
  const { filter, list } = store.state;
  await loading(store, async () => {
    let page = await pageOf(filter);
    store.dispatch({ type: 'list-page', filter, page, fresh: true });
    for (let pages = 1; pages < mostPages && page.next !== undefined && !reaches(page, list.reach); pages++) {
      page = await pageOf(filter, page.next);
      store.dispatch({ type: 'list-page', filter, page, fresh: false });
    }
    store.dispatch({ type: 'list-refreshed' });
  });
}

function pageOf(filter: Filter, cursor?: string): Promise<TaskPage> {
  return api.tasks({ ...(filter === 'all' ? {} : { status: filter }), ...(cursor === undefined ? {} : { cursor }) });
}

function reaches(page: TaskPage, reach: ListPlace | 'all' | undefined): boolean {
  const last = page.items.at(-1);
  return reach === undefined || last === undefined || (reach !== 'all' && byAge(last, reach) >= 0);
}

async function loading(store: Store, load: () => Promise<void>): Promise<void> {
  store.dispatch({ type: 'list-loading' });
  try {
    await load();
  } catch (error) {
    store.dispatch({ type: 'list-failed', problem: problemIn(error) });
  }
}
