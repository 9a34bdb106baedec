import { z } from 'zod';
import type { HttpDependencies } from '../dependencies.ts';
import { type AnyEndpoint, endpoint } from '../endpoint.ts';
import { idempotencyHeaders } from '../schemas/inputs.ts';
import { batchSchema, maxBatch, pathSubmissionSchema, uploadFormSchema } from '../schemas/submission.ts';
import { taskView, taskViewSchema } from '../schemas/task-view.ts';
import { contextOf, keyOf, ofPath } from '../submission.ts';
import { ofUpload } from '../upload-submission.ts';
import { jsonAnswer, taskAnswer } from './answers.ts';

const longestKey = 255;
/** Its items' keys end with a colon and their number. */
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
      problems: [422],
      async handle({ headers, body, request, response }) {
        const more = { ...contextOf(response), ...keyOf(headers['idempotency-key']) };
        const { source, ...options } =
          body === undefined
            ? { ...ofUpload(await uploads.receive(request), presets), ...more }
            : ofPath(body, inputDir, more);
        const task = await pipeline.submit(source, options);
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
        'All are checked before the first is stored. Where storing fails in the middle, send the same batch again ' +
        'with the same Idempotency-Key: item i has the key KEY:i, from 0.',
      input: { headers: idempotencyHeaders(longestBatchKey), body: batchSchema(presets) },
      answers: {
        202: jsonAnswer('The tasks are stored, in the order of the batch.', tasksSchema),
      },
      problems: [422],
      async handle({ headers, body, response }) {
        const key = headers['idempotency-key'];
        const submissions = body.tasks.map((one, item) =>
          ofPath(one, inputDir, { ...contextOf(response), ...keyOf(key, item) }, `tasks[${item}].imagePath`),
        );
        const tasks = await pipeline.submitMany(submissions);
        response.status(202).json({ tasks: tasks.map((task) => taskView(task, outputPrefix)) });
      },
    }),
  ];
}
