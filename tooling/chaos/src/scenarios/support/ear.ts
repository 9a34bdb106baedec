import { parseEvent } from '@safelight/core';
import { Redis } from 'ioredis';
import type { TaskEvent, TaskState } from '../../client/task-state.ts';
import type { Fleet } from '../../fleet/fleet.ts';

/** Listens on the channel of the service's events, as any program of the house may. */
export class Ear {
  readonly #client: Redis;
  readonly #heard = new Set<string>();

  private constructor(client: Redis) {
    this.#client = client;
  }

  /** Resolves once it hears. */
  static async open({ redis, namespace }: Pick<Fleet, 'redis' | 'namespace'>): Promise<Ear> {
    const client = new Redis(redis.url, { lazyConnect: true });
    const ear = new Ear(client);
    client.on('message', (_channel, text) => ear.#heard.add(parseEvent(text).eventId ?? ''));
    await client.connect();
    await client.subscribe(`${namespace}-events`);
    return ear;
  }

  /** What the task remembers of its workers, and nobody was told. */
  missed({ id, events }: TaskState): readonly TaskEvent[] {
    return events.filter((event) => tellsFact(event) && !this.#heard.has(eventIdOf(id, event)));
  }

  close(): void {
    this.#client.disconnect();
  }
}

/** The other ones are told by whoever took the request: they die with it. */
function tellsFact({ eventType }: TaskEvent): boolean {
  return eventType !== 'task.created' && eventType !== 'task.cancelled';
}

function eventIdOf(taskId: string, { run, attempt, eventType, done }: TaskEvent): string {
  return [taskId, run, attempt, eventType, ...(done === undefined ? [] : [done])].join('.');
}
