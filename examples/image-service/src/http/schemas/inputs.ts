import { type Cursor, type TaskId, type TaskStatus, taskIdCheck, taskStatuses } from '@safelight/core';
import { z } from 'zod';
import { checked } from './checked.ts';

/** The params of a path with a task's id. */
export const taskIdParams: z.ZodType<{ readonly id: TaskId }> = z.strictObject({
  id: checked(taskIdCheck, { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', description: "The task's id." }),
});

const largestPage = 200;
const usualPage = 50;
const longestCursor = 1_024;

/** A number of a query, in decimal digits: JavaScript would read `0x10` and `1e2` too, which others do not. */
function decimal<S extends z.ZodType<number>>(schema: S): z.ZodPreprocess<S> {
  return z.preprocess((text) => (typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : text), schema);
}

const pageFields = {
  cursor: z.string().max(longestCursor).meta({ description: 'As the page before gave it in `next`.' }).exactOptional(),
  limit: decimal(z.int().min(1).max(largestPage)).default(usualPage).meta({ description: 'Items on a page.' }),
};

/** Which page of a list. */
export interface PageQuery {
  readonly cursor?: Cursor;
  readonly limit: number;
}

/** The query of a list. */
export const pageQuery: z.ZodType<PageQuery> = z.strictObject(pageFields);

/** The query of the list of tasks. */
export const taskListQuery: z.ZodType<PageQuery & { readonly status?: TaskStatus }> = z.strictObject({
  ...pageFields,
  status: z.enum(taskStatuses).meta({ description: 'Only tasks in this state.' }).exactOptional(),
});

/**
 * The header that makes a submission idempotent.
 *
 * @param longest characters
 */
export function idempotencyHeaders(longest: number): z.ZodType<{ readonly 'idempotency-key'?: string }> {
  return z.object({
    'idempotency-key': z
      .string()
      .min(1)
      .max(longest)
      .regex(/^[\x20-\x7e]*$/, { error: 'must be printable ASCII' })
      .meta({ description: 'The same key and body is the same task, however often it is sent. Make a UUID.' })
      .exactOptional(),
  });
}
