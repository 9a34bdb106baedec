import { InvalidInputError, type Presets, type Submission } from '@safelight/core';
import type { Response } from 'express';
import type { ReceivedUpload } from './dependencies.ts';
import { invalidInput } from './invalid-input.ts';
import { messageOfIssue } from './messages.ts';
import { type PathSubmission, uploadSettingsSchema } from './schemas/submission.ts';
import { sourcePath } from './source-path.ts';

/** Core's submission of a file below the input folder. */
export interface FileSubmission extends Submission {
  /** Relative to the input folder with slashes. */
  readonly source: string;
}

/** The submission for a body that names a path. @throws as {@link sourcePath} */
export function ofPath({ imagePath, ...settings }: PathSubmission, inputDir: string, field?: string): FileSubmission {
  return { ...settings, source: sourcePath(inputDir, imagePath, field) };
}

/**
 * The submission for a form with a file: its texts read and checked as the fields of a JSON body are, and what is
 * known of the file told in `metadata.upload`.
 *
 * @throws {InvalidInputError} with every problem
 */
export function ofUpload({ path, upload, fields }: ReceivedUpload, presets: Presets): FileSubmission {
  const checked = uploadSettingsSchema(presets).safeParse(valuesOf(fields), { error: messageOfIssue });
  if (!checked.success) throw invalidInput(checked.error);
  const { metadata = {}, ...settings } = checked.data;
  return { ...settings, metadata: { ...metadata, upload: { ...upload } }, source: path };
}

/** Travels with the job, so that the worker's log lines name the request too. */
export function contextOf(response: Response): { readonly context: { readonly requestId: string } } {
  return { context: { requestId: response.locals.requestId } };
}

/** The key of an `Idempotency-Key` header: as it is, or inside the quotation marks of its RFC draft. */
export function keyOf(header: string | undefined): { readonly idempotencyKey?: string } {
  if (header === undefined) return {};
  const [, quoted] = /^"(.+)"$/.exec(header) ?? [];
  return { idempotencyKey: quoted ?? header };
}

/** The values that a JSON body would have. What is not among them is kept, for the schema to refuse. */
function valuesOf(fields: ReceivedUpload['fields']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, texts]) => [name, fieldOf(name, texts)]));
}

function fieldOf(name: string, texts: readonly string[]): unknown {
  if (name === 'presets') return texts.flatMap((text) => text.split(',')).map((preset) => preset.trim());
  const [text = ''] = texts;
  if (texts.length > 1) throw new InvalidInputError('The form', [`${name}: must be sent once`]);
  if (name === 'priority') return /^\d+$/.test(text) ? Number(text) : text;
  return name === 'metadata' ? parsed(text) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError('The form', [`metadata: must be JSON: ${why}`]);
  }
}
