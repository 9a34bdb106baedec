import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { confirmInside } from './confirm-inside.ts';
import { hasErrno, isMissing } from './errno.ts';
import type { Root } from './roots.ts';
import type { Place } from './walk-inside.ts';

/** What became of the opening. `changing`: it was another thing at every look. */
export type Opened =
  | { readonly at: 'open'; readonly handle: FileHandle }
  | { readonly at: 'outside' | 'missing' | 'no-file' | 'changing' };

// O_NONBLOCK: opening a pipe that nobody writes to must not hang. O_NOCTTY: nor must a terminal become
// ours. Windows has none of the three, and no pipes or devices inside folders either.
const flags =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

const looks = 3;

/**
 * Opens the regular file that `find` leads to. Between finding and opening, somebody may put a link or
 * another file in its place: what was really opened is looked at before a byte of it is read, and in
 * doubt everything is done again, a few times.
 */
export async function openInside(roots: readonly Root[], find: () => Promise<Place>): Promise<Opened> {
  for (let look = 0; look < looks; look++) {
    const place = await find();
    if (place.at !== 'inside') return place;
    const opened = await openFile(place.real);
    if (opened === 'no-file') return { at: 'no-file' };
    if (opened === 'gone') continue;
    if (await isWanted(opened, roots, find)) return { at: 'open', handle: opened };
  }
  return { at: 'changing' };
}

async function openFile(real: string): Promise<FileHandle | 'no-file' | 'gone'> {
  try {
    // To open a device can do something already (rewind a tape): look at what it is first.
    const stats = await lstat(real);
    if (stats.isSymbolicLink()) return 'gone';
    return stats.isFile() ? await open(real, flags) : 'no-file';
  } catch (error) {
    if (isMissing(error) || hasErrno(error, 'ELOOP', 'EMLINK')) return 'gone';
    if (hasErrno(error, 'ENXIO', 'ENODEV', 'EISDIR')) return 'no-file';
    throw error;
  }
}

/** Closes the handle unless it is the regular file inside that was looked for. */
async function isWanted(handle: FileHandle, roots: readonly Root[], find: () => Promise<Place>): Promise<boolean> {
  let wanted = false;
  try {
    wanted = (await handle.stat()).isFile() && (await confirmInside(handle, roots, find));
    return wanted;
  } finally {
    if (!wanted) await handle.close();
  }
}
