import { redisPubSub } from '@safelight/adapter-redis-pubsub';
import type { DomainEvent } from '@safelight/core';
import { Redis } from 'ioredis';
import { type ContestResult, contest } from '../runner/contest.ts';

/** Names of the two, as the tables show them. */
export const publishers = { ours: 'redisPubSub()', raw: 'ioredis' } as const;

function eventNumber(index: number): DomainEvent {
  const taskId = `0190b5a0-0000-7000-8000-${String(index).padStart(12, '0')}`;
  const [run, attempt, version] = [1, 1, 2];
  return {
    eventType: 'task.processing',
    workerId: 'worker-1',
    taskId,
    timestamp: 1_700_000_000_000 + index,
    eventId: `${taskId}.${run}.${attempt}.task.processing`,
    run,
    attempt,
    version,
    schemaVersion: 1,
    metadata: { productId: 42 },
  };
}

/** Publishes events one after the other, each awaited: the bus against the client that it is made on. */
export async function comparePublish(options: {
  readonly redisUrl: string;
  readonly channel: string;
  readonly rounds: number;
  /** Events a round and contestant. */
  readonly events: number;
  readonly log: (progress: string) => void;
}): Promise<ContestResult> {
  const { redisUrl: url, channel, rounds, log } = options;
  const client = new Redis(url);
  const { bus } = redisPubSub({ url, channel });
  const events = Array.from({ length: options.events }, (_none, index) => eventNumber(index));
  try {
    return await contest({
      reference: publishers.raw,
      contestants: [
        {
          name: publishers.raw,
          run: async () => {
            for (const event of events) await client.publish(channel, JSON.stringify(event));
          },
        },
        {
          name: publishers.ours,
          run: async () => {
            for (const event of events) await bus.publish([event]);
          },
        },
      ],
      rounds,
      log,
    });
  } finally {
    client.disconnect();
    await bus.close();
  }
}
