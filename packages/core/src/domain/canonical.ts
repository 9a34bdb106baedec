/**
 * JSON with the keys of every object sorted and undefined fields left out: equal values give equal
 * text, in every process.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
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
