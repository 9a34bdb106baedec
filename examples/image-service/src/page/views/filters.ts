import type { Filter, State } from '../state/model.ts';
import { count } from '../text/numbers.ts';
import { statusText } from '../text/task-text.ts';
import { button, byId, element, setText } from './dom.ts';

const filters: readonly Filter[] = ['all', 'pending', 'processing', 'completed', 'failed', 'cancelled'];

/** The filter that a text names, such as the address's fragment; `all` for any other. */
export function filterIn(text: string): Filter {
  return filters.find((filter) => filter === text) ?? 'all';
}

/** One button for each state, with how many tasks are in it. */
export function filterButtons(choose: (filter: Filter) => void): (state: State) => void {
  const place = byId('filters', HTMLElement);
  const made = filters.map((filter) => {
    const number = element('span', { class: 'filter-count' });
    const label = filter === 'all' ? 'All' : statusText[filter];
    const one = button(label, () => choose(filter), { class: 'button filter' });
    one.append(number);
    return { filter, one, number };
  });
  place.append(...made.map(({ one }) => one));
  return (state) => {
    for (const { filter, one, number } of made) {
      one.setAttribute('aria-pressed', String(filter === state.filter));
      const tasks = countOf(filter, state);
      setText(number, tasks === undefined ? '' : count(tasks));
    }
  };
}

function countOf(filter: Filter, { counts }: State): number | undefined {
  if (counts === undefined) return undefined;
  const { pending, processing, completed, failed, cancelled } = counts.tasks;
  return filter === 'all' ? pending + processing + completed + failed + cancelled : counts.tasks[filter];
}
