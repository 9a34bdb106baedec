import { z } from 'zod';
import type { Answer } from '../endpoint.ts';
import { type TaskView, taskViewSchema } from '../schemas/task-view.ts';

const json = 'application/json';

type HeadersOf = Pick<Answer, 'headers' | 'optionalHeaders'>;

/** A JSON body of this shape. */
export function jsonAnswer(description: string, schema: z.ZodType, more: HeadersOf = {}): Answer {
  return { description, content: { type: json, schema }, ...more };
}

/** A task as it is now. */
export function taskAnswer(description: string, more: HeadersOf = {}): Answer {
  return jsonAnswer(description, taskViewSchema, more);
}

/** One page of tasks. */
export interface TaskPage {
  readonly items: readonly TaskView[];
  /** The cursor of the next page; absent on the last. */
  readonly next?: string;
}

const taskPageSchema: z.ZodType<TaskPage> = z
  .strictObject({
    items: z.array(taskViewSchema),
    next: z.string().meta({ description: 'The cursor of the next page; absent on the last.' }).exactOptional(),
  })
  .meta({ id: 'TaskPage' });

/** A page of tasks, and a link to the next. */
export const taskPageAnswer: Answer = jsonAnswer('A page of tasks, newest first.', taskPageSchema, {
  optionalHeaders: { Link: 'The next page, with rel="next"; absent on the last.' },
});
