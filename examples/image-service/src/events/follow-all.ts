import type { EventFeed, FeedItem } from './event-feed.ts';
import type { EventStream } from './event-stream.ts';
import { encodeMessage } from './message.ts';
import type { ViewOf } from './task-messages.ts';

/** News that may wait for the snapshot. */
const waitingAtMost = 1_000;

/**
 * Tells the newest tasks, then all events, until the stream is over.
 *
 * @throws {UnavailableError} before the stream is opened, while the repository can't be reached
 */
export async function followAll(stream: EventStream, feed: EventFeed, viewOf: ViewOf): Promise<void> {
  const waiting: FeedItem[] = [];
  let tell = (item: FeedItem): void => {
    if (waiting.push(item) > waitingAtMost) stream.cut();
  };
  const leave = feed.follow((item) => tell(item));
  try {
    const { items, next } = await feed.snapshot();
    stream.open();
    const data = JSON.stringify({ tasks: items.map(viewOf), ...(next === undefined ? {} : { next }) });
    stream.send(encodeMessage({ event: 'snapshot', data }));
    const versions = new Map(items.map(({ id, version }) => [id, version]));
    tell = ({ taskId, version, text }) => {
      // What is in the snapshot was told by it.
      if (version > (versions.get(taskId) ?? 0)) stream.send(text);
    };
    for (const item of waiting.splice(0)) tell(item);
    await stream.untilOver();
  } finally {
    leave();
  }
}
