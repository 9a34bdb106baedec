import { check, type Metadata } from '@safelight/core';
import type { z } from 'zod';
import { checked } from './checked.ts';

/** A task's metadata, coming in or going out. */
export const metadataSchema: z.ZodType<Metadata> = checked(check.jsonObject, {
  type: 'object',
  description: 'What the submitter wants to find again on the task and its events. At most 64 levels deep.',
});
