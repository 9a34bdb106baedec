/**
 * Small validators for what comes from outside. A check reports every problem it finds into the
 * list, as `path: what is wrong`, and gives the typed value, or undefined if it is not one.
 */
export type Check<T> = (value: unknown, path: string, problems: string[]) => T | undefined;

function report(problems: string[], path: string, what: string): undefined {
  problems.push(`${path === '' ? 'it' : path}: ${what}`);
  return undefined;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}

/** A string; `what` names it in the message when the pattern or the length does not fit. */
export function string(rule: { min?: number; max?: number; pattern?: RegExp; what?: string } = {}): Check<string> {
  return (value, path, problems) => {
    if (typeof value !== 'string') return report(problems, path, `must be a string, got ${show(value)}`);
    if (value.length < (rule.min ?? 0)) return report(problems, path, 'must not be empty');
    if (rule.max !== undefined && value.length > rule.max) {
      return report(problems, path, `must have at most ${rule.max} characters, got ${value.length}`);
    }
    if (rule.pattern && !rule.pattern.test(value)) {
      return report(problems, path, `must be ${rule.what ?? `like ${rule.pattern}`}, got ${show(value)}`);
    }
    return value;
  };
}

/** A finite number within the bounds. */
export function number(rule: { min?: number; max?: number } = {}): Check<number> {
  return (value, path, problems) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return report(problems, path, `must be a number, got ${show(value)}`);
    }
    if (value < (rule.min ?? -Infinity) || value > (rule.max ?? Infinity)) {
      return report(problems, path, `must be ${range(rule)}, got ${value}`);
    }
    return value;
  };
}

/** A whole number within the bounds. */
export function integer(rule: { min?: number; max?: number } = {}): Check<number> {
  const inRange = number(rule);
  return (value, path, problems) =>
    typeof value === 'number' && !Number.isSafeInteger(value)
      ? report(problems, path, `must be a whole number, got ${value}`)
      : inRange(value, path, problems);
}

function range(rule: { min?: number; max?: number }): string {
  if (rule.max === undefined) return `at least ${rule.min}`;
  if (rule.min === undefined) return `at most ${rule.max}`;
  return `from ${rule.min} to ${rule.max}`;
}

/** `true` or `false`. */
export const boolean: Check<boolean> = (value, path, problems) =>
  typeof value === 'boolean' ? value : report(problems, path, `must be true or false, got ${show(value)}`);

/** One of the values listed. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Check<T> {
  return (value, path, problems) =>
    values.find((one) => one === value) ??
    report(problems, path, `must be one of ${values.map((v) => JSON.stringify(v)).join(', ')}, got ${show(value)}`);
}

/** An array whose every item passes: itself, unless an item was given another form. */
export function array<T>(item: Check<T>, rule: { min?: number; max?: number } = {}): Check<readonly T[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return report(problems, path, `must be an array, got ${show(value)}`);
    if (value.length < (rule.min ?? 0)) return report(problems, path, `must have at least ${rule.min} item(s)`);
    if (rule.max !== undefined && value.length > rule.max) {
      return report(problems, path, `must have at most ${rule.max} items, got ${value.length}`);
    }
    const before = problems.length;
    let changed: unknown[] | undefined;
    for (const [index, one] of value.entries()) {
      const checked = item(one, `${path}[${index}]`, problems);
      if (checked !== one) {
        changed ??= [...value];
        changed[index] = checked;
      }
    }
    return problems.length === before ? ((changed ?? value) as T[]) : undefined;
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object used as a dictionary: any keys, every value passes. */
export function record<T>(item: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path, problems) => {
    if (!isPlainObject(value)) return report(problems, path, `must be an object, got ${show(value)}`);
    const before = problems.length;
    for (const [key, one] of Object.entries(value)) item(one, join(path, key), problems);
    return problems.length === before ? (value as Record<string, T>) : undefined;
  };
}

const optionals = new WeakSet<Check<unknown>>();

/** Marks a field of {@link object} that may be absent. */
export function optional<T>(check: Check<T>): Check<T> & { readonly absent?: true } {
  const wrapped: Check<T> = (value, path, problems) => check(value, path, problems);
  optionals.add(wrapped);
  return wrapped;
}

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];
/** One check a field; a field that `T` has as optional may be given with {@link optional}. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Check<Exclude<T[K], K extends OptionalKeys<T> ? undefined : never>>;
};

/**
 * An object with these fields: itself, unless a field was given another form. Fields that the shape does
 * not name are kept as they are.
 */
export function object<T extends object>(shape: Shape<T>): Check<T> {
  const fields = Object.entries(shape) as [string, Check<unknown>][];
  return (value, path, problems) => {
    if (!isPlainObject(value)) return report(problems, path, `must be an object, got ${show(value)}`);
    const before = problems.length;
    let changed: Record<string, unknown> | undefined;
    for (const [key, check] of fields) {
      const field = value[key];
      if (field === undefined) {
        if (!optionals.has(check)) report(problems, join(path, key), 'is missing');
        else if (key in value) {
          changed ??= { ...value };
          delete changed[key];
        }
        continue;
      }
      const checked = check(field, join(path, key), problems);
      if (checked !== field) {
        changed ??= { ...value };
        changed[key] = checked;
      }
    }
    return problems.length === before ? ((changed ?? value) as T) : undefined;
  };
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Any value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How deep JSON may be nested: what walks it later must not run out of stack. */
const maxDepth = 64;

/** Any value that JSON can carry, without loss: no undefined, function, NaN, Date or cycle. */
export const json: Check<Json> = (value, path, problems) => {
  const loss = lossIn(value, []);
  return loss === undefined ? (value as Json) : report(problems, (loss.keys ?? []).reduceRight(join, path), loss.what);
};

/** What JSON would lose, and the keys that lead to it, the innermost first; without keys it is told of the whole. */
interface Loss {
  readonly keys?: string[];
  readonly what: string;
}

/** @param around the objects that the value is in */
function lossIn(one: unknown, around: object[]): Loss | undefined {
  if (around.length > maxDepth) return { what: `must not be nested deeper than ${maxDepth} levels` };
  if (one === null || typeof one === 'string' || typeof one === 'boolean') return undefined;
  if (typeof one === 'number') return Number.isFinite(one) ? undefined : { keys: [], what: 'must be a finite number' };
  const plain = typeof one === 'object' && (Array.isArray(one) || isPlain(one));
  if (!plain || around.includes(one)) {
    return { keys: [], what: plain ? 'must not refer to itself' : `must be plain JSON, got ${show(one)}` };
  }
  around.push(one);
  for (const key of Object.keys(one)) {
    const loss = lossIn(Reflect.get(one, key), around);
    if (loss === undefined) continue;
    loss.keys?.push(key);
    return loss;
  }
  around.pop();
  return undefined;
}

/** Objects made in another realm (a vm context) have another Object.prototype: its own prototype is null. */
function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** A JSON object. */
export const jsonObject: Check<{ readonly [key: string]: Json }> = (value, path, problems) =>
  isPlainObject(value)
    ? (json(value, path, problems) as { readonly [key: string]: Json } | undefined)
    : report(problems, path, `must be an object, got ${show(value)}`);
