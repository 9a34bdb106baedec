// What a team would write by hand with BullMQ, at its best settings: nothing is checked, stored, repeated
// or repaired.

import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Service } from './service.ts';
import { type ContestantSettings, submission } from './settings.ts';

interface TaskEvent {
  readonly taskId: string;
  readonly eventType: 'task.processing' | 'task.completed';
  readonly timestamp: number;
}

const queueName = 'images';

/** BullMQ's blocking connections want to wait for Redis for as long as it takes. */
function connect({ redisUrl }: ContestantSettings): Redis {
  return new Redis(redisUrl, { maxRetriesPerRequest: null });
}

/** Queue, queue events, publisher and subscriber. */
export async function openBareService(settings: ContestantSettings): Promise<Service> {
  const { namespace: prefix } = settings;
  const channel = `${prefix}:task-events`;
  const [producer, reader, publisher, subscriber] = [0, 1, 2, 3].map(() => connect(settings)) as [
    Redis,
    Redis,
    Redis,
    Redis,
  ];
  const queue = new Queue(queueName, {
    connection: producer,
    prefix,
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: 'exponential', delay: 1_000 },
      removeOnComplete: true,
      removeOnFail: true,
    },
  });
  const events = new QueueEvents(queueName, { connection: reader, prefix });
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);

  const publish = (event: TaskEvent): void => void publisher.publish(channel, JSON.stringify(event));
  events.on('active', ({ jobId }) => publish({ taskId: jobId, eventType: 'task.processing', timestamp: Date.now() }));
  events.on('completed', ({ jobId }) => publish({ taskId: jobId, eventType: 'task.completed', timestamp: Date.now() }));

  const tasks = new Map<string, TaskEvent>();
  let told: (id: string) => void = () => {};
  subscriber.on('message', (_channel, text) => {
    const event: TaskEvent = JSON.parse(text);
    tasks.set(event.taskId, event);
    if (event.eventType === 'task.completed') told(event.taskId);
  });
  await subscriber.subscribe(channel);

  return {
    submit: async () => {
      const taskId = randomUUID();
      await queue.add('image', { taskId, ...submission }, { jobId: taskId });
      return taskId;
    },
    onCompleted: (listener) => {
      told = listener;
    },
    close: async () => {
      await events.close();
      await queue.close();
      for (const client of [producer, reader, publisher, subscriber]) client.disconnect();
    },
  };
}

/** A worker that does nothing. */
export async function openBareWorker(settings: ContestantSettings): Promise<() => Promise<void>> {
  const connection = connect(settings);
  const { namespace: prefix, concurrency } = settings;
  const worker = new Worker(queueName, async () => {}, { connection, prefix, concurrency });
  await worker.waitUntilReady();
  return async () => {
    await worker.close();
    connection.disconnect();
  };
}
