import { api } from './api/client.ts';
import { problemIn } from './api/problem.ts';
import type { PageSettings } from './api/wire.ts';
import { announce } from './effects/announce.ts';
import { loadMore, refreshList } from './effects/load-list.ts';
import { refetchStale } from './effects/refetch.ts';
import { refreshCounts } from './effects/refresh-counts.ts';
import { createSession } from './effects/session.ts';
import { taskActions } from './effects/task-actions.ts';
import { createUploads } from './effects/uploads.ts';
import { createStore } from './state/store.ts';
import { cards } from './views/cards.ts';
import { connectionView } from './views/connection.ts';
import { byId, setText } from './views/dom.ts';
import { filterButtons, filterIn } from './views/filters.ts';
import { createPreviews } from './views/previews.ts';
import { problemBanner } from './views/problem-banner.ts';
import { queueLine } from './views/queues.ts';
import { frameByFrame } from './views/render.ts';
import { signInView } from './views/sign-in.ts';
import { uploadForm } from './views/upload-form.ts';

/** Milliseconds before a page whose service does not answer asks again. */
const patience = 3_000;

/** Puts the parts together: state, what changes it, and what shows it. */
function compose(settings: PageSettings): () => Promise<void> {
  const store = createStore();
  const announcer = byId('announcer', HTMLElement);
  const { watch } = announce(store, (text) => setText(announcer, text));
  const render = frameByFrame(store);
  const previews = createPreviews(render.soon);
  const session = createSession(store);
  const uploads = createUploads(store, settings.maxUploadBytes, {
    chosen: previews.add,
    accepted(key, taskId) {
      previews.move(key, taskId);
      watch(taskId);
    },
  });
  refetchStale(store);
  refreshCounts(store);
  render.with(
    connectionView(),
    problemBanner(() => store.dispatch({ type: 'problem', problem: undefined })),
    signInView({ signIn: session.signIn, signOut: () => void session.signOut() }),
    uploadForm(settings, uploads.add),
    queueLine(),
    filterButtons((filter) => {
      history.replaceState(null, '', filter === 'all' ? location.pathname : `#${filter}`);
      store.dispatch({ type: 'filter', filter });
      void refreshList(store);
    }),
    cards(previews, { tasks: taskActions(store, watch), uploads, loadMore: () => void loadMore(store) }),
  );
  store.dispatch({ type: 'filter', filter: filterIn(location.hash.slice(1)) });
  return session.begin;
}

/** What the page can't do without: asked for until it comes. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const place = byId('problem', HTMLElement);
  for (;;) {
    try {
      const answer = await ask();
      setText(place, '');
      return answer;
    } catch (error) {
      setText(place, problemIn(error).detail);
      await new Promise((resolve) => setTimeout(resolve, patience));
    }
  }
}

const begin: () => Promise<void> = compose(await patiently(api.settings));
await patiently(begin);
