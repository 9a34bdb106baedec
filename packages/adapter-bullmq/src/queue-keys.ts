import { ConfigError, type JobRef } from '@safelight/core';
import type { BullMqOptions } from './options.ts';

/**
 * Where a queue lives in Redis: BullMQ's own keys that this package reads, and ours beside them. All
 * begin with the name of the BullMQ queue, whose hash tag so holds for ours too.
 */
export class QueueKeys {
  /** The queue's name as tasks carry it. */
  readonly name: string;
  /** The name of the BullMQ queue. */
  readonly bullName: string;
  /** BullMQ's event stream. */
  readonly events: string;
  /** BullMQ's hash of the queue's settings. */
  readonly meta: string;
  /** How far the stream was relayed: a hash of `generation` and `id`. */
  readonly position: string;
  readonly #base: string;

  constructor(name: string, options: Pick<BullMqOptions, 'prefix' | 'queueName'>) {
    this.name = name;
    this.bullName = options.queueName(name);
    this.#base = `${options.prefix}:${this.bullName}`;
    this.events = `${this.#base}:events`;
    this.meta = `${this.#base}:meta`;
    // A job id has no colon, so no job's key is one of these.
    this.position = `${this.#base}:safelight:position`;
  }

  /** The hash of a job. */
  job(id: string): string {
    return `${this.#base}:${id}`;
  }

  /** There while a job id must not be worked, because it was cancelled. */
  cancelled(id: string): string {
    return `${this.#base}:safelight:cancelled:${id}`;
  }
}

/** The keys of all queues, by the queue's name. */
export type QueueMap = ReadonlyMap<string, QueueKeys>;

/** @throws {ConfigError} where two queues would be one BullMQ queue, or a name is none */
export function queueMapOf(options: Pick<BullMqOptions, 'queues' | 'prefix' | 'queueName'>): QueueMap {
  const map = new Map(options.queues.map((name) => [name, new QueueKeys(name, options)]));
  const bullNames = [...map.values()].map((keys) => keys.bullName);
  const problems = bullNames
    .filter((name) => typeof name !== 'string' || name === '' || name.includes(':'))
    .map((name) => `queueName: gave ${JSON.stringify(name)}; a BullMQ queue's name is not empty and has no colon`);
  if (new Set(bullNames).size < map.size) problems.push('queueName: gives two queues the same name');
  if (problems.length > 0) throw new ConfigError('The options of bullmq()', problems);
  return map;
}

/** @throws {ConfigError} for a queue that the adapter was not made for */
export function keysOf(queues: QueueMap, name: string): QueueKeys {
  const keys = queues.get(name);
  if (keys === undefined) {
    throw new ConfigError('The queue', [`${name}: is none of ${[...queues.keys()].join(', ')}; name it in \`queues\``]);
  }
  return keys;
}

/** Items grouped by their queue, with the place that each had. @throws {ConfigError} as {@link keysOf} */
export function byQueue<T extends Pick<JobRef, 'queue'>>(
  queues: QueueMap,
  items: readonly T[],
): readonly { readonly keys: QueueKeys; readonly places: readonly number[]; readonly items: readonly T[] }[] {
  const groups = new Map<QueueKeys, { keys: QueueKeys; places: number[]; items: T[] }>();
  for (const [place, item] of items.entries()) {
    const keys = keysOf(queues, item.queue);
    const group = groups.get(keys) ?? { keys, places: [], items: [] };
    groups.set(keys, group);
    group.places.push(place);
    group.items.push(item);
  }
  return [...groups.values()];
}

/** The reference alone, of a job or anything else that has one. */
export function refOf({ taskId, run, queue }: JobRef): JobRef {
  return { taskId, run, queue };
}
