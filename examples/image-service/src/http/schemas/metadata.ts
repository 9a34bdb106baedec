import { type Check, check, type Metadata } from '@safelight/core';
import type { z } from 'zod';
import { checked } from './checked.ts';

/** Bytes of a submission's metadata as JSON. The job, the task and each of its events carry it. */
const mostBytes = 16_384;

const boundedMetadata: Check<Metadata> = (value, path, problems) => {
  const metadata = check.jsonObject(value, path, problems);
  if (metadata === undefined) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes <= mostBytes) return metadata;
  const what = `must have at most ${mostBytes} bytes as JSON, has ${bytes}: keep what is long elsewhere, and send its id`;
  problems.push(`${path === '' ? 'it' : path}: ${what}`);
  return undefined;
};

/** A task's metadata as a client submits it. */
export const submittedMetadataSchema: z.ZodType<Metadata> = checked(boundedMetadata, {
  type: 'object',
  description: 'What you want to find again on the task and its events. At most 16 KiB as JSON, and 64 levels deep.',
});

/** A task's metadata as it is told. It has no bound here: a task may come from elsewhere than this API. */
export const metadataSchema: z.ZodType<Metadata> = checked(check.jsonObject, {
  type: 'object',
  description: 'What the submitter said of the task, and of an upload what the service knows.',
});
