import { type Check, integer, object, oneOf, optional, string } from '../domain/check.ts';
import { InvalidInputError } from '../domain/errors.ts';
import { type TaskStatus, taskStatuses } from '../domain/status.ts';
import type { PageRequest } from '../ports/task-repository.ts';

const pageCheck = object<PageRequest>({ limit: integer({ min: 1, max: 1_000 }), cursor: optional(string({ min: 1 })) });
const defaultLimit = 50;

/** Fills the default and checks. @throws {InvalidInputError} */
export function pageRequest(options: { readonly cursor?: string; readonly limit?: number }): PageRequest {
  const problems: string[] = [];
  const page = pageCheck({ ...options, limit: options.limit ?? defaultLimit }, '', problems);
  if (page === undefined) throw new InvalidInputError('The page', problems);
  return page;
}

const statusCheck: Check<TaskStatus> = oneOf(...taskStatuses);

/** Checks the status that a list is filtered by. @throws {InvalidInputError} */
export function parseStatus(value: unknown): TaskStatus {
  const problems: string[] = [];
  const status = statusCheck(value, 'status', problems);
  if (status === undefined) throw new InvalidInputError('The filter', problems);
  return status;
}
