import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './errno.ts';
import { isInside, type Root } from './roots.ts';

/** Where a path leads: to a place inside the roots (its real path), out of them, or nowhere. */
export type Place = { readonly at: 'inside'; readonly real: string } | { readonly at: 'outside' | 'missing' };

const linksAtMost = 40;

/**
 * Follows the path from `start` name by name, links included, as the system would; but while the way is
 * outside the roots, only names are added up and the disk is not asked. So the answer for a path that
 * leads out cannot depend on what is out there, which `realpath` would give away.
 *
 * @param start absolute, without links
 * @throws the system's error for what may pass
 */
export async function walkInside(roots: readonly Root[], start: string, way: string): Promise<Place> {
  const ahead = namesOf(way).reverse();
  let here = start;
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const next = name === '..' ? path.dirname(here) : throughRoot(roots, path.join(here, name));
    const target = name !== '..' && isInside(roots, next) ? await linkAt(next) : undefined;
    if (target === null) return { at: 'missing' };
    if (target === undefined) {
      here = next;
      continue;
    }
    links += 1;
    if (links > linksAtMost) return { at: 'missing' };
    if (path.isAbsolute(target)) here = path.parse(target).root;
    ahead.push(...namesOf(target).reverse());
  }
  return isInside(roots, here) ? { at: 'inside', real: here } : { at: 'outside' };
}

function namesOf(way: string): string[] {
  const below = path.isAbsolute(way) ? way.slice(path.parse(way).root.length) : way;
  return below.split(path.sep === '\\' ? /[\\/]/ : '/').filter((name) => name !== '' && name !== '.');
}

/** A root may itself be reached by links, such as macOS's /tmp: its name as configured leads inside. */
function throughRoot(roots: readonly Root[], next: string): string {
  return roots.find((root) => path.relative(root.given, next) === '')?.real ?? next;
}

/** The link's target, undefined for what is no link, null for nothing. */
async function linkAt(place: string): Promise<string | undefined | null> {
  try {
    return (await lstat(place)).isSymbolicLink() ? await readlink(place) : undefined;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
