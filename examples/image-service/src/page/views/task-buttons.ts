import type { TaskView } from '../api/wire.ts';
import type { TaskActions } from '../effects/task-actions.ts';
import { isEnd } from '../state/task-event.ts';
import { button, element, setAttribute } from './dom.ts';
import { icon } from './icon.ts';

/** What the buttons depend on. */
export interface ButtonState {
  readonly task: TaskView;
  /** A cancel or replay is under way: another press would do nothing. */
  readonly busy: boolean;
  readonly mayWrite: boolean;
}

/**
 * Cancel while a task is under way, Replay where it ended without derivatives.
 *
 * @param refuge takes the focus from a button that goes away under it
 */
export function taskButtons(
  name: string,
  actions: TaskActions,
  refuge: HTMLElement,
): { readonly element: HTMLElement; render(state: ButtonState): void } {
  let state: ButtonState | undefined;
  const press = (act: (id: string) => void) => (): void => {
    if (state && !state.busy) act(state.task.id);
  };
  const cancel = button('Cancel', press(actions.cancel), { 'aria-label': `Cancel ${name}` }, icon('stop'));
  const replay = button('Replay', press(actions.replay), { 'aria-label': `Replay ${name}` }, icon('replay'));
  const place = element('div', { class: 'card-actions' }, cancel, replay);
  return {
    element: place,
    render(next) {
      state = next;
      const { task, busy, mayWrite } = next;
      const show = (one: HTMLButtonElement, shown: boolean): void => {
        if (!shown && document.activeElement === one) refuge.focus({ preventScroll: true });
        one.hidden = !shown;
        // Not `disabled`, which would take the focus away as well.
        setAttribute(one, 'aria-disabled', busy ? 'true' : undefined);
      };
      show(cancel, mayWrite && !isEnd(task.status));
      show(replay, mayWrite && (task.status === 'failed' || task.status === 'cancelled'));
      place.hidden = cancel.hidden && replay.hidden;
    },
  };
}
