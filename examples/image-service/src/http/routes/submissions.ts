import { z } from 'zod';
import { submitBatch } from '../batch.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { idempotencyHeaders } from '../schemas/inputs.ts';
import { batchSchema, maxBatch, pathSubmissionSchema, uploadFormSchema } from '../schemas/submission.ts';
import { taskView, taskViewSchema } from '../schemas/task-view.ts';
import { contextOf, keyOf, ofPath, ofUpload } from '../submission.ts';
import { jsonAnswer, taskAnswer } from './answers.ts';

const longestKey = 255;
/** That of its first task ends with a colon and its number. */
const longestBatchKey = 250;

const tasksSchema = z.strictObject({ tasks: z.array(taskViewSchema) }).meta({ id: 'Tasks' });

/** How tasks come in. */
export function submissionEndpoints(dependencies: HttpDependencies): readonly AnyEndpoint[] {
  const { pipeline, presets, uploads, config } = dependencies;
  const { inputDir, outputPrefix } = config;
  return [
    endpoint({
      method: 'post',
      path: '/tasks',
      access: 'write',
      tag: 'Tasks',
      summary: 'Submit an image',
      description:
        'Accepted as soon as the task is stored; the work follows. Either names a file of the input folder, or ' +
        'uploads one as a form. With an Idempotency-Key the same submission may be sent again: it gives the same task.',
      input: {
        headers: idempotencyHeaders(longestKey),
        body: pathSubmissionSchema(presets).optional(),
      },
      otherBody: { type: 'multipart/form-data', schema: uploadFormSchema(presets) },
      answers: { 202: taskAnswer('The task is stored.', { headers: { Location: 'Where the task is.' } }) },
      problems: [408, 422],
      async handle({ headers, body, request, response }) {
        const { source, ...options } =
          body === undefined
            ? await uploads.receive(request, (upload) => ofUpload(upload, presets))
            : ofPath(body, inputDir);
        if (body !== undefined) await uploads.renew(source);
        const key = keyOf(headers['idempotency-key']);
        const task = await pipeline.submit(source, { ...options, ...contextOf(response), ...key });
        response.locals.taskId = task.id;
        response.status(202).location(`/tasks/${task.id}`).json(taskView(task, outputPrefix));
      },
    }),
    endpoint({
      method: 'post',
      path: '/tasks/batch',
      access: 'write',
      tag: 'Tasks',
      summary: `Submit up to ${maxBatch} images`,
      description:
        'All are checked before the first is stored. An Idempotency-Key belongs to the whole batch: with another batch ' +
        'it is a 422, and nothing of that is stored. Where storing fails in the middle (503), or the answer is lost, ' +
        'send the same items in the same order with the same key: what is stored is given, the rest is stored.',
      input: { headers: idempotencyHeaders(longestBatchKey), body: batchSchema(presets) },
      answers: {
        202: jsonAnswer('The tasks are stored, in the order of the batch.', tasksSchema),
      },
      problems: [422],
      async handle({ headers, body, response }) {
        const { idempotencyKey } = keyOf(headers['idempotency-key']);
        const files = body.tasks.map((one, item) => ofPath(one, inputDir, `tasks[${item}].imagePath`));
        for (const { source } of files) await uploads.renew(source);
        const submissions = files.map((file) => ({ ...file, ...contextOf(response) }));
        const tasks = await submitBatch(pipeline, submissions, idempotencyKey);
        response.status(202).json({ tasks: tasks.map((task) => taskView(task, outputPrefix)) });
      },
    }),
  ];
}
