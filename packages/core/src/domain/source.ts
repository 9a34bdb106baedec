import { type Check, object, oneOf, string } from './check.ts';

/** Where the original is. Unknown fields are kept. */
export interface Source {
  readonly kind: 'path';
  /** A path as the worker's `SourceReader` understands it; checked there against its allowed roots. */
  readonly path: string;
}

/** Checks a source. */
export const sourceCheck: Check<Source> = object<Source>({
  kind: oneOf('path'),
  path: string({ min: 1, max: 4096, pattern: /^[^\0]*$/, what: 'a path without NUL characters' }),
});

/** Names that Windows keeps for devices, whatever their case. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/**
 * The folder name of a source's derivatives: its base name without extension, reduced to
 * `[A-Za-z0-9._-]`, at most 80 characters; `image` when nothing is left. A name that Windows keeps for
 * a device gets `-image` added.
 */
export function imageNameOf(source: Source): string {
  const base = source.path.split(/[\\/]/).at(-1) ?? '';
  const name = base
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80)
    .replace(/[.-]+$/, '');
  if (name === '') return 'image';
  return deviceName.test(name) ? `${name}-image` : name;
}
