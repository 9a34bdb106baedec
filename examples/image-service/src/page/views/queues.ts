import type { State } from '../state/model.ts';
import { count, plural } from '../text/numbers.ts';
import { byId, setText } from './dom.ts';

/** What each queue has to do, in one line. */
export function queueLine(): (state: State) => void {
  const line = byId('queues', HTMLElement);
  return ({ counts }) => setText(line, (counts?.queues ?? []).map(queueText).join(' — '));
}

function queueText({ name, waiting, active, delayed }: NonNullable<State['counts']>['queues'][number]): string {
  const later = delayed > 0 ? `, ${count(delayed)} to be tried again` : '';
  return `Queue “${name}”: ${plural(waiting, 'job')} waiting, ${count(active)} in hand${later}`;
}
