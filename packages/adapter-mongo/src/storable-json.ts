import type { Json } from '@safelight/core';

/** An object with this one field holds JSON text that a document could not hold as it is. */
const carrier = '_json';

/** A key that some server or the driver refuses, or gives back as something else. */
const unsafeKey = /^$|^\$|[.\0\p{Surrogate}]/u;
const reservedKeys: ReadonlySet<string> = new Set([carrier, '_bsontype', '__proto__']);

const loneSurrogate = /\p{Surrogate}/u;

/** MongoDB refuses documents nested deeper than 100 levels; a value starts a few levels down. */
const deepest = 80;

/**
 * The value in a form that every server keeps and that can be queried, unchanged wherever possible.
 * What a document cannot hold becomes `{ _json: "its JSON text" }`: an object with a key that is
 * empty, starts with `$`, has a `.`, a NUL or a lone surrogate in it, or is `_json`, `_bsontype` or
 * `__proto__`; an array directly in an array; a text with a lone surrogate; what lies too deep.
 */
export function toStorable(value: Json, depth = 0): Json {
  if (typeof value === 'string') return loneSurrogate.test(value) ? carry(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return carry(value);
  if (isArray(value)) return value.map((item) => (isArray(item) ? carry(item) : toStorable(item, depth + 1)));
  const entries = Object.entries(value);
  if (entries.some(([key]) => unsafeKey.test(key) || reservedKeys.has(key))) return carry(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, toStorable(item, depth + 1)]));
}

/**
 * What {@link toStorable} was given. Values that are not plain JSON are left as they are.
 *
 * @throws {SyntaxError} where a carried text is no JSON
 */
export function fromStorable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromStorable);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries: readonly [string, unknown][] = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === carrier && typeof only[1] === 'string') return JSON.parse(only[1]);
  return Object.fromEntries(entries.map(([key, item]) => [key, fromStorable(item)]));
}

/** `Array.isArray` does not see that a readonly array is one. */
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** JSON.stringify escapes a lone surrogate, so the text itself has none. */
function carry(value: Json): Json {
  return { [carrier]: JSON.stringify(value) };
}
