import { api } from '../api/client.ts';
import { followEvents } from '../api/live.ts';
import { type Problem, ProblemError, problemIn } from '../api/problem.ts';
import type { Store } from '../state/store.ts';
import { refreshList } from './load-list.ts';

/** Who reads the page, and the event stream that belongs to it. */
export interface Session {
  /** Asks the service who we are, and follows its events where we may read them. */
  begin(): Promise<void>;
  signIn(key: string): Promise<Problem | undefined>;
  signOut(): Promise<void>;
}

/** A session for the store. */
export function createSession(store: Store): Session {
  let end: (() => void) | undefined;

  const begin = async (): Promise<void> => {
    const session = await api.session();
    store.dispatch({ type: 'session', session });
    if (session.read) end ??= follow();
    else stop();
  };
  const stop = (): void => {
    end?.();
    end = undefined;
  };
  const follow = (): (() => void) =>
    followEvents({
      snapshot(tasks) {
        store.dispatch({ type: 'snapshot', tasks });
        void refreshList(store);
      },
      event: (event) => store.dispatch({ type: 'event', event }),
      task: (task) => store.dispatch({ type: 'task', task }),
      lost(refused) {
        store.dispatch({ type: 'disconnected' });
        // The key may have been taken back.
        if (refused) void ask();
      },
    });
  const ask = async (): Promise<void> => {
    try {
      await begin();
    } catch (error) {
      // Not reached either: the stream goes on trying.
      if (!(error instanceof ProblemError)) throw error;
    }
  };
  return {
    begin,
    async signIn(key) {
      try {
        await api.signIn(key);
        await begin();
        return undefined;
      } catch (error) {
        return problemIn(error);
      }
    },
    async signOut() {
      try {
        await api.signOut();
        await begin();
      } catch (error) {
        store.dispatch({ type: 'problem', problem: problemIn(error) });
      }
    },
  };
}
