import type { DomainEvent, TaskView } from './wire.ts';

/** Whom the event stream tells what. */
export interface LiveListener {
  /** The newest tasks, at the beginning and after each reconnect: it is live from here on. */
  snapshot(tasks: readonly TaskView[]): void;
  event(event: DomainEvent): void;
  /** A task as it is now, where the service had to look by itself. */
  task(task: TaskView): void;
  /** It broke. `refused`: the service answered, and not with a stream, for want of a key perhaps. */
  lost(refused: boolean): void;
}

interface TaskSnapshot {
  readonly tasks: readonly TaskView[];
}

const eventTypes = [
  'task.created',
  'task.processing',
  'task.progress',
  'task.completed',
  'task.failed',
  'task.retry',
  'task.cancelled',
] as const satisfies readonly DomainEvent['eventType'][];

const firstDelay = 1_000;
const longestDelay = 15_000;

/**
 * Follows `/events`, and never gives up: the browser itself reconnects a broken stream; one that was refused
 * is opened anew, ever more slowly, or at once when the browser says that the network is back.
 *
 * @returns what ends it
 */
export function followEvents(listener: LiveListener): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = firstDelay;

  const open = (): void => {
    clearTimeout(timer);
    source = new EventSource('/events');
    source.addEventListener('snapshot', ({ data }) => {
      delay = firstDelay;
      const { tasks }: TaskSnapshot = JSON.parse(data);
      listener.snapshot(tasks);
    });
    source.addEventListener('task', ({ data }) => listener.task(JSON.parse(data)));
    for (const type of eventTypes) source.addEventListener(type, ({ data }) => listener.event(JSON.parse(data)));
    source.addEventListener('error', () => {
      const refused = source.readyState === EventSource.CLOSED;
      if (refused) {
        timer = setTimeout(open, delay);
        delay = Math.min(delay * 2, longestDelay);
      }
      listener.lost(refused);
    });
  };
  const reopen = (): void => {
    source.close();
    delay = firstDelay;
    open();
  };
  const offline = (): void => listener.lost(false);

  open();
  globalThis.addEventListener('online', reopen);
  // A stream over a dead network may say nothing for minutes.
  globalThis.addEventListener('offline', offline);
  return () => {
    clearTimeout(timer);
    source.close();
    globalThis.removeEventListener('online', reopen);
    globalThis.removeEventListener('offline', offline);
  };
}
