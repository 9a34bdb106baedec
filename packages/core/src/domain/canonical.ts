/**
 * JSON with the keys of every object sorted and undefined fields left out: equal values give equal
 * text, in every process.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A copy to be written: twice as fast as a replacer, which is called for every value. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  const copy: Record<string, unknown> = {};
  for (const key of inOrder(Object.keys(value))) {
    const one = sorted(Reflect.get(value, key));
    // Assigned, it would become the copy's prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: one, enumerable: true });
    else copy[key] = one;
  }
  return copy;
}

/** Sorts in place, by insertion: of the few keys that an object has that is quicker than `sort`, and makes no garbage. */
function inOrder(keys: string[]): readonly string[] {
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] ?? '';
    let place = next;
    for (; place > 0; place--) {
      const before = keys[place - 1] ?? '';
      if (before <= key) break;
      keys[place] = before;
    }
    keys[place] = key;
  }
  return keys;
}

/**
 * A 32-bit hash of a text (FNV-1a over UTF-16 code units, with a final mix). Quick and well spread;
 * not for secrets.
 */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A 64-bit fingerprint of a value's {@link canonicalJson}, as 16 hex digits. Not for secrets. */
export function fingerprint(value: unknown): string {
  const text = canonicalJson(value);
  return [hash32(text), hash32(text, 0x9e3779b9)].map((half) => half.toString(16).padStart(8, '0')).join('');
}
