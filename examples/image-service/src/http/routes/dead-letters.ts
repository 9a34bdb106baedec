import type { HttpDependencies } from '../dependencies.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { pageViewer } from '../page-view.ts';
import { pageQuery, taskIdParams } from '../schemas/inputs.ts';
import { taskView } from '../schemas/task-view.ts';
import { taskAnswer, taskPageAnswer } from './answers.ts';

/** Failed tasks that wait for somebody's decision. */
export function deadLetterEndpoints({ pipeline, config }: HttpDependencies): readonly AnyEndpoint[] {
  const { outputPrefix } = config;
  const sendPage = pageViewer(outputPrefix);
  return [
    endpoint({
      method: 'get',
      path: '/dead-letters',
      access: 'read',
      tag: 'Dead letters',
      summary: 'List dead letters',
      description: 'Failed tasks that were neither replayed nor discarded, newest first.',
      input: { query: pageQuery },
      answers: { 200: taskPageAnswer },
      async handle({ query, request, response }) {
        sendPage(request, response, query, await pipeline.deadLetters(query));
      },
    }),
    endpoint({
      method: 'delete',
      path: '/dead-letters/{id}',
      access: 'write',
      tag: 'Dead letters',
      summary: 'Discard a dead letter',
      description: 'The task stays in the list of tasks, and may still be replayed. Idempotent.',
      input: { params: taskIdParams },
      answers: { 200: taskAnswer('The task, no dead letter any more.') },
      problems: [404, 409],
      async handle({ params, response }) {
        response.json(taskView(await pipeline.discard(params.id), outputPrefix));
      },
    }),
  ];
}
