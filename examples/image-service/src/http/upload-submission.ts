import { InvalidInputError, type Presets, type Submission } from '@safelight/core';
import type { ReceivedUpload } from './dependencies.ts';
import { invalidInput } from './invalid-input.ts';
import { messageOfIssue } from './messages.ts';
import { uploadSettingsSchema } from './schemas/submission.ts';
import { settingsOf } from './submission.ts';

/**
 * Core's submission for a form with a file: its texts read and checked as the fields of a JSON body are, and what is
 * known of the file told in `metadata.upload`.
 *
 * @throws {InvalidInputError} with every problem
 */
export function ofUpload({ path, upload, fields }: ReceivedUpload, presets: Presets): Submission {
  const checked = uploadSettingsSchema(presets).safeParse(valuesOf(fields), { error: messageOfIssue });
  if (!checked.success) throw invalidInput(checked.error);
  const { metadata = {}, ...settings } = checked.data;
  return { ...settingsOf({ ...settings, metadata: { ...metadata, upload: { ...upload } } }), source: path };
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
