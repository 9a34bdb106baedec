import type { Connection, State } from '../state/model.ts';
import { byId, setAttribute, setText } from './dom.ts';

const words: Readonly<Record<Connection, string>> = { connecting: 'Connecting', live: 'Live', offline: 'Offline' };
/** How long it says that the service is back. */
const goodNews = 6_000;

/** Shows whether what is seen is live, and says so when that changes. */
export function connectionView(): (state: State) => void {
  const mark = byId('connection', HTMLElement);
  const notice = byId('notice', HTMLElement);
  let shown: Connection = 'connecting';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string, kind: 'good' | 'bad'): void => {
    notice.dataset.kind = kind;
    setText(notice, text);
  };
  return ({ connection, session }) => {
    setText(mark, words[connection]);
    mark.dataset.state = connection;
    setAttribute(mark, 'hidden', session?.read === false);
    if (connection === shown) return;
    clearTimeout(timer);
    if (connection === 'offline') {
      say('Offline: the service can’t be reached. What you see may be old; this page connects again by itself.', 'bad');
    } else if (shown === 'offline') {
      say('Back online: what you see is live again.', 'good');
      timer = setTimeout(() => setText(notice, ''), goodNews);
    }
    shown = connection;
  };
}
