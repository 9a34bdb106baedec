import type { Action } from './actions.ts';
import { initialState, type State } from './model.ts';
import { reduce } from './reducer.ts';

/** Holds the page's state, and tells of each change. */
export interface Store {
  readonly state: State;
  dispatch(action: Action): void;
  /** Calls `listener` after each change, with the state before it, until the function that it gives is called. */
  subscribe(listener: (state: State, before: State) => void): () => void;
}

/** A store that begins empty. */
export function createStore(first: State = initialState): Store {
  let state = first;
  const listeners = new Set<(state: State, before: State) => void>();
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const before = state;
      state = reduce(before, action);
      if (state === before) return;
      const after = state;
      for (const listener of listeners) listener(after, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
