import { Redis } from 'ioredis';
import { Bell } from './bell.ts';

/** A message's JSON, read by nothing of ours. */
export type WireEvent = Readonly<Record<string, unknown>>;

/** A foreign subscriber: a plain Redis client that listens to `task-events` and knows nothing of Safelight. */
export class Ear {
  /** All messages since it listens, in the order of arrival. */
  readonly events: WireEvent[] = [];
  readonly #client: Redis;
  readonly #listeners: ((event: WireEvent) => void)[] = [];
  readonly #bell = new Bell();

  private constructor(client: Redis) {
    this.#client = client;
    client.on('error', () => {}); // a server that goes away is part of the tests; ioredis connects again
    client.on('message', (_channel: string, text: string) => {
      const event: WireEvent = JSON.parse(text);
      this.events.push(event);
      for (const listener of this.#listeners) listener(event);
      this.#bell.ring();
    });
  }

  static async on(url: string): Promise<Ear> {
    const client = new Redis(url);
    const ear = new Ear(client);
    await client.subscribe('task-events');
    return ear;
  }

  /** Calls the listener with each message as it comes. */
  listen(listener: (event: WireEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** The first message that has these fields; waits for it. */
  first(fields: WireEvent): Promise<WireEvent> {
    return this.#bell.until(() =>
      this.events.find((event) => Object.entries(fields).every(([name, value]) => event[name] === value)),
    );
  }

  /** Resolves once so many events of the type were heard. */
  async count(eventType: string, count: number): Promise<void> {
    const isHeard = (): boolean => this.events.filter((event) => event.eventType === eventType).length >= count;
    await this.#bell.until(() => (isHeard() ? true : undefined));
  }

  /** What was heard of each task, in the order of arrival. */
  byTask(): ReadonlyMap<string, readonly WireEvent[]> {
    const tasks = new Map<string, WireEvent[]>();
    for (const event of this.events) {
      const taskId = String(event.taskId);
      const before = tasks.get(taskId);
      if (before) before.push(event);
      else tasks.set(taskId, [event]);
    }
    return tasks;
  }

  /** What was heard of one task. */
  of(taskId: string): readonly WireEvent[] {
    return this.byTask().get(taskId) ?? [];
  }

  close(): void {
    this.#client.disconnect();
  }
}
