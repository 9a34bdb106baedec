import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { type Opened, openInside } from './open-inside.ts';
import { findRoots, type Root } from './roots.ts';
import { rootUnreachable, sourceChanging, sourceNoFile, sourceNotFound, sourceOutside } from './source-errors.ts';
import { walkInside } from './walk-inside.ts';

/**
 * Opens the source below one of the roots. An absolute path stands for itself, a relative one is looked
 * up below each root in turn and the first root that has it wins.
 *
 * A root that cannot be reached might have had it: then nothing is said for good, and a later root is not
 * asked either, for it might hold another file of the same name.
 *
 * @param given absolute paths of the roots
 * @throws {PermanentProcessingError} `SOURCE_NOT_FOUND`, `SOURCE_NOT_ALLOWED`
 * @throws {UnavailableError} when a root that matters cannot be reached
 */
export async function openSource(given: readonly string[], source: string): Promise<FileHandle> {
  if (source === '' || source.includes('\0') || climbs(source)) throw sourceOutside(source);
  const roots = await findRoots(given);
  const unreachable = roots.find((root) => root.real === undefined);
  for (const start of startsOf(roots, source)) {
    if (start === undefined) break;
    const opened = await openInside(roots, () => walkInside(roots, start, source));
    if (opened.at === 'open') return opened.handle;
    if (opened.at === 'missing') continue;
    // The link that led out may lead into the root that cannot be reached.
    if (opened.at === 'outside' && unreachable !== undefined) break;
    throw refusal(opened.at, source);
  }
  if (unreachable !== undefined) throw rootUnreachable(unreachable.failure);
  throw refusal('missing', source);
}

/** True for a relative path that would leave its root, whatever it is called. */
function climbs(source: string): boolean {
  return !path.isAbsolute(source) && path.normalize(source).split(path.sep)[0] === '..';
}

function startsOf(roots: readonly Root[], source: string): readonly (string | undefined)[] {
  return path.isAbsolute(source) ? [path.parse(source).root] : roots.map((root) => root.real);
}

function refusal(at: Exclude<Opened['at'], 'open'>, source: string): Error {
  switch (at) {
    case 'missing':
      return sourceNotFound(source);
    case 'outside':
      return sourceOutside(source);
    case 'no-file':
      return sourceNoFile(source);
    case 'changing':
      return sourceChanging(source);
  }
}
