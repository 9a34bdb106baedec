import type { TaskActions } from '../effects/task-actions.ts';
import { visibleTasks } from '../state/list.ts';
import type { State } from '../state/model.ts';
import { statusText } from '../text/task-text.ts';
import { byId, setText } from './dom.ts';
import { keyedList } from './keyed-list.ts';
import type { Previews } from './previews.ts';
import { type TaskItem, taskCard } from './task-card.ts';
import { type UploadActions, type UploadItem, uploadCard } from './upload-card.ts';

type Item = ({ readonly kind: 'task' } & TaskItem) | ({ readonly kind: 'upload' } & UploadItem);

/** What cards and the button below them do. */
export interface CardActions {
  readonly tasks: TaskActions;
  readonly uploads: UploadActions;
  loadMore(): void;
}

/** The cards: what is being uploaded, then the tasks, newest first; and the way to older ones. */
export function cards(previews: Previews, actions: CardActions): (state: State) => void {
  const section = byId('photos', HTMLElement);
  const list = byId('cards', HTMLElement);
  const empty = byId('empty', HTMLElement);
  const more = byId('more', HTMLButtonElement);
  more.addEventListener('click', () => actions.loadMore());
  const show = keyedList<Item>(list, keyOf, (item) => {
    if (item.kind === 'upload') {
      const { element, render } = uploadCard(item, actions.uploads);
      return { element, render: (next) => next.kind === 'upload' && render(next) };
    }
    const { element, render } = taskCard(item, actions.tasks);
    return { element, render: (next) => next.kind === 'task' && render(next) };
  });
  return (state) => {
    const items = itemsOf(state, previews);
    const hadFocus = list.contains(document.activeElement);
    show(items);
    // The card that was worked on has left the list: stay near it.
    if (hadFocus && !list.contains(document.activeElement)) section.focus({ preventScroll: true });
    list.setAttribute('aria-busy', String(state.list.loading));
    empty.hidden = items.length > 0 || state.list.reach === undefined;
    setText(empty, emptyText(state));
    more.hidden = state.list.next === undefined;
    more.setAttribute('aria-disabled', String(state.list.loading));
    setText(more, state.list.loading ? 'Loading' : 'Load more');
  };
}

function itemsOf(state: State, previews: Previews): readonly Item[] {
  const mayWrite = state.session?.write === true;
  // The last one that was dropped is the newest.
  const uploads = state.uploads
    .toReversed()
    .map((upload): Item => ({ kind: 'upload', upload, preview: previews.get(upload.key) }));
  const tasks = visibleTasks(state).map(
    (task): Item => ({
      kind: 'task',
      task,
      mayWrite,
      busy: state.busy.has(task.id),
      refused: state.refusals.get(task.id),
      preview: previews.get(task.id),
    }),
  );
  return [...uploads, ...tasks];
}

function keyOf(item: Item): string {
  return item.kind === 'upload' ? `upload ${item.upload.key}` : `task ${item.task.id}`;
}

function emptyText({ filter }: State): string {
  return filter === 'all'
    ? 'Nothing here yet. Drop a photo to begin.'
    : `No photo is “${statusText[filter]}” just now.`;
}
