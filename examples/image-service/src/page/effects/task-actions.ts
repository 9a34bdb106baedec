import { api } from '../api/client.ts';
import { problemIn } from '../api/problem.ts';
import type { TaskView } from '../api/wire.ts';
import type { Store } from '../state/store.ts';

/** What can be done with a task. */
export interface TaskActions {
  cancel(id: string): void;
  replay(id: string): void;
}

/** @param watch told of the tasks whose end the reader waits for */
export function taskActions(store: Store, watch: (id: string) => void): TaskActions {
  return {
    cancel(id) {
      watch(id);
      void act(store, id, () => api.cancel(id));
    },
    replay(id) {
      const { run = 1 } = store.state.tasks.get(id) ?? {};
      const replayed = act(store, id, () => api.replay(id, run));
      void replayed.then((accepted) => accepted && watch(id));
    },
  };
}

/** @returns whether the service did it */
async function act(store: Store, id: string, request: () => Promise<TaskView>): Promise<boolean> {
  store.dispatch({ type: 'act', id });
  try {
    store.dispatch({ type: 'acted', id, task: await request() });
    return true;
  } catch (error) {
    store.dispatch({ type: 'acted', id, problem: problemIn(error) });
    return false;
  }
}
