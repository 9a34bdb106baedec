import { defaultQueue } from '@safelight/core';
import { aJob } from '../builders/jobs.ts';
import type { QueueClient } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { reaches } from '../task-queue/adding.ts';

/** Makes facts: each of its jobs is worked at once, and completes. */
export class Producer {
  readonly #client: QueueClient;
  readonly #patience: number;

  private constructor(client: QueueClient, patience: number) {
    this.#client = client;
    this.#patience = patience;
  }

  static async of(client: QueueClient, patience: number): Promise<Producer> {
    await PuppetWorker.of(client.consumer, { onTaken: (attempt) => attempt.complete() });
    return new Producer(client, patience);
  }

  /** Gives the id of a task whose `started` and `completed` stand in the queue's stream now. */
  async produce(queue: string = defaultQueue): Promise<string> {
    const job = aJob({ queue });
    await this.#client.queue.enqueue([job]);
    await reaches(this.#patience, this.#client.queue, job, 'completed');
    return job.taskId;
  }
}

/** What a produced task tells. */
export const wholeStory: readonly string[] = ['started 1', 'completed 1'];
