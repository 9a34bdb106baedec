import type { EventFeed } from './event-feed.ts';
import type { EventStream } from './event-stream.ts';
import type { FeedItem } from './feed-item.ts';

/** News that may wait for the snapshot. */
const waitingAtMost = 1_000;

/**
 * Tells the newest tasks, then all events, until the stream is over.
 *
 * @throws {UnavailableError} before the stream is opened, while the repository can't be reached
 */
export async function followAll(stream: EventStream, feed: EventFeed): Promise<void> {
  const waiting: FeedItem[] = [];
  let tell = (item: FeedItem): void => {
    if (waiting.push(item) > waitingAtMost) stream.cut();
  };
  const leave = feed.follow((item) => tell(item));
  try {
    const { message, versions, missed } = await feed.snapshot();
    stream.open();
    stream.send(message);
    tell = ({ taskId, version, text }) => {
      // What is in the snapshot was told by it.
      if (version > (versions.get(taskId) ?? 0)) stream.send(text);
    };
    for (const item of [...missed, ...waiting.splice(0)]) tell(item);
    await stream.untilOver();
  } finally {
    leave();
  }
}
