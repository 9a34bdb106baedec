import { z } from 'zod';

/** The kinds of variable. What is wrong is said without the value where it may hold a secret. */

/** A whole number; the default is written as in the file. */
export function wholeNumber(min: number, max: number, byDefault: number): z.ZodType<number, string | undefined> {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error))
    .prefault(String(byDefault));
}

/** One of some words. */
export function oneOf<W extends string>(words: readonly W[], byDefault: W): z.ZodType<W, string | undefined> {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` }).default(byDefault);
}

/** A text of a certain form. */
export function text(pattern: RegExp, what: string, byDefault: string): z.ZodType<string, string | undefined> {
  return z
    .string()
    .regex(pattern, { error: `must be ${what}` })
    .default(byDefault);
}

/** A URL of one of some schemes. */
export function url(schemes: readonly string[]): z.ZodType<string | undefined, string | undefined> {
  const form = schemes.map((scheme) => `${scheme}://…`).join(' or ');
  const isOne = (value: string): boolean => schemes.some((scheme) => value.startsWith(`${scheme}://`));
  return z
    .string()
    .refine(isOne, { error: `must be a URL, ${form}` })
    .optional();
}

/** An API key: what fits into a header, and is not guessed. */
const keyPattern = /^[\x21-\x2b\x2d-\x7e]{16,512}$/;

const keyForm = 'needs at least 16 characters, without spaces and commas; make one with: openssl rand -hex 32';

/** One API key. */
export function key(): z.ZodType<string | undefined, string | undefined> {
  return z.string().regex(keyPattern, { error: keyForm }).optional();
}

/** API keys, with commas between them. */
export function keys(): z.ZodType<readonly string[], string | undefined> {
  return list((entry) => (keyPattern.test(entry) ? undefined : keyForm));
}

/** Origins of pages, with commas between them. */
export function origins(): z.ZodType<readonly string[], string | undefined> {
  const form = 'must be an origin without a path, such as https://shop.example';
  return list((entry) => (URL.canParse(entry) && new URL(entry).origin === entry ? undefined : form));
}

function list(problemOf: (entry: string) => string | undefined): z.ZodType<readonly string[], string | undefined> {
  return z
    .string()
    .prefault('')
    .transform((value, context) => {
      const entries = value.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()]));
      for (const [index, entry] of entries.entries()) {
        const problem = problemOf(entry);
        if (problem === undefined) continue;
        context.addIssue({ code: 'custom', message: `entry ${index + 1} ${problem}`, input: value });
      }
      return entries;
    });
}
