import type { Check } from '@safelight/core';
import { z } from 'zod';

/**
 * A zod schema that asks one of core's checks, so that a rule of core's stands in one place.
 *
 * @param schema the same rule as JSON Schema, for the document
 */
export function checked<T>(check: Check<T>, schema: z.core.JSONSchema.JSONSchema): z.ZodType<T> {
  return z
    .unknown()
    .transform((value, context) => {
      const problems: string[] = [];
      const typed = check(value, '', problems);
      if (typed !== undefined) return typed;
      for (const problem of problems) context.addIssue({ code: 'custom', ...placeIn(problem) });
      return z.NEVER;
    })
    .meta(schema);
}

/** Core says `a.b: what`, or `it: what` of the value itself. */
function placeIn(problem: string): { readonly path: PropertyKey[]; readonly message: string } {
  const [, where = 'it', message = problem] = /^(.*?): (.*)$/s.exec(problem) ?? [];
  return { path: where === 'it' ? [] : [where], message };
}
