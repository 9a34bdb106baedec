import { api } from '../api/client.ts';
import { ProblemError } from '../api/problem.ts';
import type { Store } from '../state/store.ts';

/** Soon after something changed, in milliseconds: many changes are one question. */
const soon = 700;
/** And now and then, since jobs may wait and be taken without a word to us. */
const nowAndThen = 10_000;

/** Keeps the counts of queues and tasks fresh, while somebody looks. */
export function refreshCounts(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Number.POSITIVE_INFINITY;
  let underWay = false;

  const within = (milliseconds: number): void => {
    const at = performance.now() + milliseconds;
    if (at >= due && timer !== undefined) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => void refresh(), milliseconds);
  };
  const refresh = async (): Promise<void> => {
    timer = undefined;
    if (underWay || document.hidden || store.state.connection !== 'live') return;
    underWay = true;
    try {
      store.dispatch({ type: 'counts', counts: await api.queues() });
    } catch (error) {
      // The counts are a help, not the matter: the next ones will do.
      if (!(error instanceof ProblemError)) throw error;
    } finally {
      underWay = false;
    }
    within(nowAndThen);
  };
  store.subscribe((state, before) => {
    if (state.tasks !== before.tasks || state.connection !== before.connection) within(soon);
  });
  document.addEventListener('visibilitychange', () => within(0));
}
