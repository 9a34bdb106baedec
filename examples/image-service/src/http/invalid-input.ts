import { errorCodes, InvalidInputError } from '@safelight/core';
import type { z } from 'zod';

/**
 * Core's error for what a zod schema found: every problem, as `path: what is wrong`. Where they are all about presets
 * that nobody knows, the code says so.
 */
export function invalidInput(error: z.ZodError, subject = 'The request'): InvalidInputError {
  const { issues } = error;
  const code = issues.every(isUnknownPreset) ? errorCodes.unknownPreset : errorCodes.invalidInput;
  return new InvalidInputError(subject, issues.flatMap(problemsOf), { code });
}

function isUnknownPreset(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.code === errorCodes.unknownPreset;
}

function problemsOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])}: is not known here`);
  }
  return [`${pathOf(issue.path)}: ${issue.message}`];
}

/** The body's fields by their own names, `tasks[3].imagePath`; the rest says where it stands: `query.limit`. */
function pathOf(path: readonly PropertyKey[]): string {
  const inner = path[0] === 'body' && path.length > 1 ? path.slice(1) : path;
  return inner.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
