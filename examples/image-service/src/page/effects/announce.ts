import type { TaskView } from '../api/wire.ts';
import type { State } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { isEnd } from '../state/task-event.ts';
import { newsText } from '../text/news.ts';

/** What ends within this time is told together, in milliseconds. */
const gathering = 900;

/**
 * Tells by words what the reader waits for: the ends of the tasks that were uploaded or replayed here, and
 * refusals. Not each step, and nothing of what others do.
 */
export function announce(store: Store, say: (text: string) => void): { watch(taskId: string): void } {
  const watched = new Set<string>();
  let ended: TaskView[] = [];
  const tell = (): void => {
    say(newsText(ended));
    ended = [];
  };
  store.subscribe((state, before) => {
    for (const text of refusals(state, before)) say(text);
    if (state.tasks === before.tasks) return;
    for (const id of watched) {
      const task = state.tasks.get(id);
      if (task === undefined || !isEnd(task.status)) continue;
      watched.delete(id);
      ended.push(task);
      if (ended.length === 1) setTimeout(tell, gathering);
    }
  });
  return {
    watch(taskId) {
      watched.add(taskId);
      // What is said twice must have been gone in between to be read out twice.
      say('');
    },
  };
}

function refusals(state: State, before: State): readonly string[] {
  const ofTasks = [...state.refusals].filter(([id]) => !before.refusals.has(id)).map(([, problem]) => problem.detail);
  if (state.uploads === before.uploads) return ofTasks;
  const ofUploads = state.uploads.flatMap(({ key, name, phase }) => {
    const known = before.uploads.find((one) => one.key === key);
    return phase.kind === 'refused' && known?.phase.kind !== 'refused'
      ? [`${name}: refused. ${phase.problem.detail}`]
      : [];
  });
  return [...ofTasks, ...ofUploads];
}
