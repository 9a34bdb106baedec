import type { State } from '../state/model.ts';
import type { Store } from '../state/store.ts';

/** Shows a store's state. */
export interface Renderer {
  /** Adds views: each is called with the state, and looks itself what has changed. */
  with(...views: readonly ((state: State) => void)[]): void;
  /** Shows the state with the next frame. */
  soon(): void;
}

/** Renders after changes of the store, once a frame: a hundred events in a burst are one picture. */
export function frameByFrame(store: Store): Renderer {
  const shown: ((state: State) => void)[] = [];
  let waiting = false;
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const view of shown) view(store.state);
    });
  };
  store.subscribe(soon);
  return {
    with: (...views) => {
      shown.push(...views);
      soon();
    },
    soon,
  };
}
