import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A folder that sources may be read from. */
export interface Root {
  /** Absolute, as configured. */
  readonly given: string;
  /** Without links; undefined while it cannot be reached. */
  readonly real?: string;
  /** Why it cannot be reached. */
  readonly failure?: unknown;
}

/**
 * Looks at every root, anew for each read: a mount may come and go. A root that cannot be reached is a
 * value, not an error, because another root may be all that is needed.
 */
export function findRoots(given: readonly string[]): Promise<readonly Root[]> {
  return Promise.all(
    given.map(async (one): Promise<Root> => {
      try {
        return { given: one, real: await realpath(one) };
      } catch (failure) {
        return { given: one, failure };
      }
    }),
  );
}

/** True for what lies below the folder, not for the folder itself; by names only. Both absolute. */
function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** True for what lies below the real folder of some root; by names only. */
export function isInside(roots: readonly Root[], file: string): boolean {
  return roots.some((root) => root.real !== undefined && isBelow(root.real, file));
}
