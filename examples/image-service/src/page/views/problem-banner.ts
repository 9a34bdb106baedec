import type { State } from '../state/model.ts';
import { button, byId, element } from './dom.ts';

/** What went wrong with the page as a whole, until it is dismissed. */
export function problemBanner(dismiss: () => void): (state: State) => void {
  const place = byId('problem', HTMLElement);
  let shown: State['problem'];
  return ({ problem }) => {
    if (problem === shown) return;
    shown = problem;
    place.replaceChildren();
    if (problem) place.append(element('p', {}, problem.detail), button('Dismiss', dismiss));
  };
}
