import type { JobCounts, TaskCounts } from '@safelight/core';
import { z } from 'zod';
import type { HttpDependencies } from '../dependencies.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { jsonAnswer } from './answers.ts';

const count = z.int().min(0);

/** How many jobs of a queue are in which state. */
interface QueueView extends JobCounts {
  readonly name: string;
}

const queueSchema: z.ZodType<QueueView> = z
  .strictObject({
    name: z.string(),
    waiting: count,
    delayed: count.meta({ description: 'Waiting for their next attempt.' }),
    active: count,
    completed: count.meta({ description: 'Finished jobs that the queue still keeps.' }),
    failed: count.meta({ description: 'Failed jobs that the queue still keeps.' }),
  })
  .meta({ id: 'Queue', description: 'How many jobs of a queue are in which state.' });

const taskCountsSchema: z.ZodType<TaskCounts> = z
  .strictObject({
    pending: count,
    processing: count,
    completed: count,
    failed: count,
    cancelled: count,
    deadLetters: count.meta({ description: 'Of the failed ones, those that were not discarded.' }),
  })
  .meta({ id: 'TaskCounts', description: 'How many tasks are in which state.' });

/** How much there is to do. */
export interface QueuesView {
  /** By name, in the order of the alphabet. */
  readonly queues: readonly QueueView[];
  readonly tasks: TaskCounts;
}

const queuesSchema: z.ZodType<QueuesView> = z
  .strictObject({ queues: z.array(queueSchema), tasks: taskCountsSchema })
  .meta({ id: 'Queues', description: 'How much there is to do.' });

/** What is to do, for operators and the page. */
export function queueEndpoints({ pipeline }: HttpDependencies): readonly AnyEndpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/queues',
      access: 'read',
      tag: 'Queues',
      summary: 'Count jobs and tasks',
      input: {},
      answers: {
        200: jsonAnswer('The jobs of each queue, and the tasks.', queuesSchema),
      },
      async handle({ response }) {
        const [jobs, tasks] = await Promise.all([pipeline.counts(), pipeline.taskCounts()]);
        const queues = Object.entries(jobs).map(([name, counts]): QueueView => ({ name, ...counts }));
        const view: QueuesView = { queues: queues.sort((a, b) => a.name.localeCompare(b.name)), tasks };
        response.json(view);
      },
    }),
  ];
}
