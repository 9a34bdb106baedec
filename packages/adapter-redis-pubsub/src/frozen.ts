/** Freezes a value parsed from JSON, all the way down: it is shared by subscribers that know nothing of each other. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const key in value) frozen(value[key]);
  return Object.freeze(value);
}
