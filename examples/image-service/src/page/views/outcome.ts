import type { Problem } from '../api/problem.ts';
import type { TaskView } from '../api/wire.ts';
import { derivatives } from './derivatives.ts';
import { element } from './dom.ts';
import { failure, refusal } from './failure.ts';

/** What became of a task: its derivatives, why it failed, why a request of the reader's was refused. */
export function outcome(): {
  readonly element: HTMLElement;
  render(task: TaskView, refused: Problem | undefined): void;
} {
  const place = element('div');
  let shown = '';
  return {
    element: place,
    render(task, refused) {
      // By content: the same pictures must stay the same elements, or they would flash and lose the focus.
      const wanted = JSON.stringify([task.status, task.images.map(({ url }) => url), task.failure, refused]);
      if (wanted === shown) return;
      shown = wanted;
      place.replaceChildren(...nodes(task, refused));
    },
  };
}

function nodes(task: TaskView, refused: Problem | undefined): readonly Node[] {
  return [
    ...(task.failure && task.status !== 'completed' ? [failure(task.failure)] : []),
    ...(task.images.length > 0 ? [derivatives(task)] : []),
    ...(refused ? [refusal(refused)] : []),
  ];
}
