import type { Submission } from '@safelight/core';
import type { Response } from 'express';
import type { PathSubmission, SubmissionSettings } from './schemas/submission.ts';
import { sourcePath } from './source-path.ts';

/** Core's submission for a body that names a path. @throws as {@link sourcePath} */
export function ofPath(
  body: PathSubmission,
  inputDir: string,
  more: Pick<Submission, 'context' | 'idempotencyKey'>,
  field?: string,
): Submission {
  const { imagePath, ...settings } = body;
  return { ...settingsOf(settings), ...more, source: sourcePath(inputDir, imagePath, field) };
}

/** Core's fields for what a client said besides its source. */
export function settingsOf({ presets, priority, metadata }: SubmissionSettings): Omit<Submission, 'source'> {
  return {
    ...(presets === undefined ? {} : { presets }),
    ...(priority === undefined ? {} : { priority }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Travels with the job, so that the worker's log lines name the request too. */
export function contextOf(response: Response): { readonly context: { readonly requestId: string } } {
  return { context: { requestId: response.locals.requestId } };
}

/**
 * The key of an `Idempotency-Key` header: as it is, or inside the quotation marks of its RFC draft.
 *
 * @param item the number of a batch's item, which has a key of its own
 */
export function keyOf(header: string | undefined, item?: number): { readonly idempotencyKey?: string } {
  if (header === undefined) return {};
  const [, quoted] = /^"(.+)"$/.exec(header) ?? [];
  const key = quoted ?? header;
  return { idempotencyKey: item === undefined ? key : `${key}:${item}` };
}
