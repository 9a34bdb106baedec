import type { Problem } from '../api/problem.ts';
import type { TaskView } from '../api/wire.ts';
import type { TaskActions } from '../effects/task-actions.ts';
import { isEnd } from '../state/task-event.ts';
import { progressText, statusText, taskFacts, taskName } from '../text/task-text.ts';
import { element, setAttribute, setText } from './dom.ts';
import type { ItemView } from './keyed-list.ts';
import { outcome } from './outcome.ts';
import { picture } from './picture.ts';
import { progressBar } from './progress-bar.ts';
import { taskButtons } from './task-buttons.ts';
import { timeline } from './timeline.ts';

/** All that a card shows of a task. */
export interface TaskItem {
  readonly task: TaskView;
  /** A cancel or replay is under way. */
  readonly busy: boolean;
  /** Why the last one was refused. */
  readonly refused: Problem | undefined;
  readonly mayWrite: boolean;
  readonly preview: HTMLCanvasElement | undefined;
}

/** The card of a task. */
export function taskCard({ task: { id }, task: first }: TaskItem, actions: TaskActions): ItemView<TaskItem> {
  const name = taskName(first);
  const heading = element('h3', { class: 'card-name', id: `task-${id}`, tabindex: -1 }, name);
  const status = element('span', { class: 'status' });
  const head = element('div', { class: 'card-head' }, heading, status);
  const facts = element('p', { class: 'card-meta' });
  const top = picture();
  const bar = progressBar(`Progress of ${name}`);
  const result = outcome();
  const buttons = taskButtons(name, actions, heading);
  const events = timeline();
  const body = element('div', { class: 'card-body' }, head, facts, bar.element, result.element);
  body.append(buttons.element, events.element);
  const card = element('article', { class: 'card', 'aria-labelledby': heading.id }, top.element, body);
  let shown: TaskItem | undefined;
  return {
    element: element('li', {}, card),
    render(item) {
      if (shown && isSame(shown, item)) return;
      shown = item;
      const { task, refused, preview } = item;
      const ended = isEnd(task.status);
      const light = task.status === 'failed' || task.status === 'cancelled' ? 'none' : 'red';
      top.render({ name, light, preview, image: task.images[0] });
      setText(status, statusText[task.status]);
      setAttribute(status, 'data-status', task.status);
      setText(facts, taskFacts(task, Date.now()));
      bar.element.hidden = ended;
      bar.render({ ...task.progress, text: progressText(task) });
      result.render(task, refused);
      buttons.render(item);
      events.render(task.events);
    },
  };
}

function isSame(a: TaskItem, b: TaskItem): boolean {
  return (
    a.task === b.task &&
    a.busy === b.busy &&
    a.refused === b.refused &&
    a.mayWrite === b.mayWrite &&
    a.preview === b.preview
  );
}
