import { setTimeout as pause } from 'node:timers/promises';
import { queueNameOf } from '@safelight-examples/image-service/dist/composition/queue-name.js';
import type { Fleet } from '../../fleet/fleet.ts';

type Where = Pick<Fleet, 'redis' | 'namespace'>;

/** How often the queue is looked at, in milliseconds: with every relay down, nothing tells of it. */
const lookEvery = 200;

/** Resolves once no job waits and none is in hand. @throws {Error} after `ms` milliseconds */
export async function drained(where: Where, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  const lists = [
    ['LLEN', 'wait'],
    ['LLEN', 'active'],
    ['ZCARD', 'delayed'],
  ] as const;
  for (;;) {
    const counts = await Promise.all(lists.map(([command, list]) => where.redis.ask(command, keyOf(where, list))));
    if (counts.every((count) => count === 0)) return;
    if (performance.now() > deadline) throw new Error(`Waited ${ms} ms in vain for the queue to be worked empty.`);
    await pause(lookEvery);
  }
}

/** True if entries that no relay has read were cut off the event stream. */
export async function hasLostFacts(where: Where): Promise<boolean> {
  const first = await where.redis.ask('XRANGE', keyOf(where, 'events'), '-', '+', 'COUNT', '1');
  const saved = await where.redis.ask('HGET', keyOf(where, 'safelight:position'), 'id');
  const id: unknown = Array.isArray(first) && Array.isArray(first[0]) ? first[0][0] : undefined;
  return typeof id === 'string' && typeof saved === 'string' && timeOf(id) > timeOf(saved);
}

function keyOf({ namespace }: Where, name: string): string {
  return `bull:${queueNameOf(namespace)}:${name}`;
}

/** Milliseconds since the epoch. */
function timeOf(entryId: string): number {
  return Number(entryId.split('-')[0]);
}
