import { errorCodes, type Metadata, type Presets } from '@safelight/core';
import { z } from 'zod';
import { submittedMetadataSchema } from './metadata.ts';

/** What a client may say of a task besides its source. */
export interface SubmissionSettings {
  readonly presets?: readonly string[];
  readonly priority?: number;
  readonly metadata?: Metadata;
}

/** The body of a submission by path. */
export interface PathSubmission extends SubmissionSettings {
  readonly imagePath: string;
}

const maxPresets = 32;
/** The most tasks of one batch. */
export const maxBatch = 100;

const imagePath = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[^\0]*$/, { error: 'must be a path without NUL characters' })
  .meta({ description: 'Relative to the input folder.', examples: ['photos/a.jpg'] });

function settings(presets: Presets) {
  const { names } = presets;
  const preset = z
    .string()
    .superRefine((name, context) => {
      if (names.includes(name)) return;
      const message = `unknown preset ${JSON.stringify(name.slice(0, 80))}; known are ${names.join(', ')}`;
      // The code is for invalidInput(), which gives it to the error.
      context.addIssue({ code: 'custom', message, params: { code: errorCodes.unknownPreset } });
    })
    .meta({ enum: [...names] });
  return {
    presets: z.array(preset).min(1).max(maxPresets).meta({ description: 'Default: all.' }).exactOptional(),
    priority: z.int().min(0).max(1_000).meta({ description: '0, the default, goes first.' }).exactOptional(),
    metadata: submittedMetadataSchema.exactOptional(),
  };
}

/** Of a submission by path. */
export function pathSubmissionSchema(presets: Presets): z.ZodType<PathSubmission> {
  return z.strictObject({ imagePath, ...settings(presets) }).meta({ id: 'Submission' });
}

/** Of what stands beside the file in a form, once its texts have been read. */
export function uploadSettingsSchema(presets: Presets): z.ZodType<SubmissionSettings> {
  return z.strictObject(settings(presets)).superRefine(({ metadata }, context) => {
    if (metadata === undefined || !('upload' in metadata)) return;
    context.addIssue({
      code: 'custom',
      path: ['metadata', 'upload'],
      message: 'is told by the service: use another name',
    });
  });
}

/** Of many submissions by path. */
export function batchSchema(presets: Presets): z.ZodType<{ readonly tasks: readonly PathSubmission[] }> {
  return z.strictObject({ tasks: z.array(pathSubmissionSchema(presets)).min(1).max(maxBatch) }).meta({ id: 'Batch' });
}

/** A form with a file, for the document alone: what reads it is `Uploads`. */
export function uploadFormSchema(presets: Presets): z.ZodType {
  return z
    .strictObject({
      file: z
        .string()
        .meta({ contentMediaType: 'image/*', description: 'One image; its content decides, not its name.' }),
      presets: z
        .string()
        .meta({ description: `With commas between them: ${presets.names.join(',')}` })
        .optional(),
      priority: z.string().regex(/^\d+$/).optional(),
      metadata: z.string().meta({ contentMediaType: 'application/json' }).optional(),
    })
    .meta({ id: 'UploadForm' });
}
