import type { Problem } from '../api/problem.ts';
import type { TaskView } from '../api/wire.ts';
import { reasonText } from '../text/reason-text.ts';
import { element } from './dom.ts';

/** Why a task failed: in plain words, in the words of the error, and its code. */
export function failure({ code, error }: NonNullable<TaskView['failure']>): HTMLElement {
  return box(reasonText(code), error, [], code);
}

/** Why a request was refused. */
export function refusal({ title, detail, problems, code }: Problem): HTMLElement {
  return box(`${title}.`, detail, problems, code);
}

function box(reason: string, detail: string, problems: readonly string[], code: string): HTMLElement {
  const made = element('div', { class: 'failure' }, element('p', { class: 'failure-reason' }, reason));
  if (detail !== reason) made.append(element('p', { class: 'failure-detail' }, detail));
  // A single problem stands in the detail already.
  if (problems.length > 1) made.append(element('ul', {}, ...problems.map((problem) => element('li', {}, problem))));
  made.append(element('code', {}, code));
  return made;
}
