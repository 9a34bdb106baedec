import { api } from '../api/client.ts';
import { mayPass, ProblemError } from '../api/problem.ts';
import type { Store } from '../state/store.ts';

const atOnce = 4;
/** From here on one page of the list costs less than the tasks one by one. */
const many = 8;
/** Milliseconds before it asks again after a failure. */
const pause = 2_000;

/** Asks the service for every task that events left stale. What it can't be asked for now is asked for later. */
export function refetchStale(store: Store): void {
  const underWay = new Set<string>();
  /** Those that the newest page of the list did not bring up to date. */
  const single = new Set<string>();
  let pausing = false;

  const next = (): void => {
    if (pausing || store.state.connection !== 'live') return;
    const waiting = [...store.state.stale].filter((id) => !underWay.has(id));
    const together = waiting.filter((id) => !single.has(id));
    if (together.length >= many) run(together, fetchNewest);
    else for (const id of waiting.slice(0, Math.max(0, atOnce - underWay.size))) run([id], fetchOne);
  };
  const run = (ids: readonly string[], fetch: (ids: readonly string[]) => Promise<void>): void => {
    for (const id of ids) underWay.add(id);
    void attempt(() => fetch(ids)).finally(() => {
      for (const id of ids) underWay.delete(id);
      next();
    });
  };
  const attempt = async (fetch: () => Promise<void>): Promise<void> => {
    try {
      await fetch();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      pausing = true;
      setTimeout(resume, error.retryAfter ?? pause);
    }
  };
  const resume = (): void => {
    pausing = false;
    next();
  };
  const fetchOne = async ([id = '']: readonly string[]): Promise<void> => {
    try {
      store.dispatch({ type: 'task', task: await api.task(id) });
    } catch (error) {
      if (!(error instanceof ProblemError) || mayPass(error)) throw error;
      store.dispatch({ type: 'task-gone', id });
    }
    single.delete(id);
  };
  const fetchNewest = async (ids: readonly string[]): Promise<void> => {
    for (const task of (await api.tasks({ limit: 100 })).items) store.dispatch({ type: 'task', task });
    for (const id of ids) if (store.state.stale.has(id)) single.add(id);
  };
  store.subscribe((state, before) => {
    if (state.stale !== before.stale || state.connection !== before.connection) next();
  });
}
