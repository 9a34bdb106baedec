import { TaskNotFoundError } from '@safelight/core';
import { z } from 'zod';
import type { HttpDependencies } from '../dependencies.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { pageViewer } from '../page-view.ts';
import { taskIdParams, taskListQuery } from '../schemas/inputs.ts';
import { taskView } from '../schemas/task-view.ts';
import { taskAnswer, taskPageAnswer } from './answers.ts';

const replayQuery = z.strictObject({
  run: z.coerce
    .number()
    .int()
    .min(1)
    .meta({ description: 'The run to replay: asked twice, one run begins. Default: the current one.' })
    .exactOptional(),
});

/** What is done with tasks once they are there. */
export function taskEndpoints({ pipeline, config }: HttpDependencies): readonly AnyEndpoint[] {
  const { outputPrefix } = config;
  const sendPage = pageViewer(outputPrefix);
  return [
    endpoint({
      method: 'get',
      path: '/tasks',
      access: 'read',
      tag: 'Tasks',
      summary: 'List tasks',
      description: 'Newest first. Tasks that are submitted while you page may be missed; none is given twice.',
      input: { query: taskListQuery },
      answers: { 200: taskPageAnswer },
      async handle({ query, request, response }) {
        sendPage(request, response, query, await pipeline.list(query));
      },
    }),
    endpoint({
      method: 'get',
      path: '/tasks/{id}',
      access: 'read',
      tag: 'Tasks',
      summary: 'Read a task',
      input: { params: taskIdParams },
      answers: {
        200: taskAnswer('The task as it is now.', { headers: { ETag: 'The version, for If-None-Match.' } }),
        304: { description: 'It is still the version that If-None-Match names.' },
      },
      problems: [404],
      async handle({ params, response }) {
        const task = await pipeline.get(params.id);
        if (task === undefined) throw new TaskNotFoundError(params.id);
        // Express answers 304 where If-None-Match names this ETag.
        response.set({ etag: `"${task.version}"`, 'cache-control': 'private, no-cache' });
        response.json(taskView(task, outputPrefix));
      },
    }),
    endpoint({
      method: 'delete',
      path: '/tasks/{id}',
      access: 'write',
      tag: 'Tasks',
      summary: 'Cancel a task',
      description: 'It is cancelled at once; a worker that has it in hand notices within a second or two. Idempotent.',
      input: { params: taskIdParams },
      answers: { 200: taskAnswer('The task, cancelled.') },
      problems: [404, 409],
      async handle({ params, response }) {
        response.json(taskView(await pipeline.cancel(params.id), outputPrefix));
      },
    }),
    endpoint({
      method: 'post',
      path: '/tasks/{id}/replay',
      access: 'write',
      tag: 'Tasks',
      summary: 'Run a task again',
      description: 'Begins the next run of a task that has ended, however it did. A task under way is given as it is.',
      input: { params: taskIdParams, query: replayQuery },
      answers: { 202: taskAnswer('The task, at its next run.', { headers: { Location: 'Where the task is.' } }) },
      problems: [404, 409],
      async handle({ params, query, response }) {
        const task = await pipeline.replay(params.id, query);
        response.status(202).location(`/tasks/${task.id}`).json(taskView(task, outputPrefix));
      },
    }),
  ];
}
