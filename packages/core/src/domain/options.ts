import { type Check, object, optional, type Shape } from './check.ts';
import { ConfigError } from './errors.ts';
import { unknownOptions } from './unknown-options.ts';

/**
 * Fills an options object's defaults and checks it, reporting every problem at once: wrong values,
 * missing ones, and options that do not exist. An option given as undefined counts as not given.
 *
 * @param subject what the error names, such as `The options of mongo()`
 * @param passing names of options that others take: they may be there, and are left out
 * @throws {ConfigError}
 */
export function fillOptions<T extends object>(
  subject: string,
  given: { readonly [K in keyof T]?: T[K] | undefined },
  defaults: Partial<T>,
  shape: Shape<T>,
  passing: readonly string[] = [],
): T {
  const own = Object.keys(shape);
  // Copies of lists: what the caller does to its own later must not reach the options.
  const named = Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => {
      if (value === undefined || !own.includes(key)) return [];
      return [[key, Array.isArray(value) ? [...value] : value]];
    }),
  );
  const problems = [...unknownOptions(given, own, passing)];
  const filled = object<T>(shape)({ ...defaults, ...named }, '', problems);
  if (filled === undefined || problems.length > 0) throw new ConfigError(subject, problems);
  return filled;
}

/** Takes any object or function of the right type on trust: for ports and callbacks in options. */
export function given<T extends object>(): Check<T> {
  return (value, path, problems) => {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') return value as T;
    problems.push(`${path}: must be given, got ${String(value)}`);
    return undefined;
  };
}

/** {@link given}, or absent. */
export function maybeGiven<T extends object>(): Check<T> {
  return optional(given<T>());
}
