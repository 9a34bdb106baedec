import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@safelight/core';

/** One image to make derivatives of. */
export interface DemoSource {
  /** How the output calls it: its base name, or the path as it was typed where two have the same. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** The folder it lies in, which the service may read from. */
  readonly folder: string;
  /**
   * Why the folder can't be read from, if so. It must not become a root then: a root that is gone may be
   * a mount that comes back, so while there is one the store would call nothing missing for good.
   */
  readonly folderProblem?: string;
  /** Bytes. Absent where no file can be seen; the service tells why when it reads. */
  readonly size?: number;
}

const samplesFolder = fileURLToPath(new URL('../../samples/', import.meta.url));

/** The photographs that ship with the demo, as absolute paths. */
export async function samplePaths(): Promise<readonly string[]> {
  const names = await readdir(samplesFolder);
  return names
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => path.join(samplesFolder, name));
}

/**
 * The sources behind paths, in their order; a file that is named twice is taken once. What is no image,
 * or not there, is left for the service to refuse.
 *
 * @param base what relative paths start from
 */
export async function findSources(typed: readonly string[], base: string): Promise<readonly DemoSource[]> {
  const typedByPath = new Map(typed.map((one) => [path.resolve(base, one), one]));
  const baseNames = [...typedByPath.keys()].map((absolute) => path.basename(absolute));
  const isOnce = (name: string): boolean => baseNames.indexOf(name) === baseNames.lastIndexOf(name);
  return Promise.all(
    [...typedByPath].map(async ([absolute, asTyped]) => {
      const baseName = path.basename(absolute);
      const folder = path.dirname(absolute);
      return {
        name: baseName !== '' && isOnce(baseName) ? baseName : asTyped,
        path: absolute,
        folder,
        ...(await problemOf(folder)),
        ...(await sizeOf(absolute)),
      };
    }),
  );
}

async function problemOf(folder: string): Promise<Pick<DemoSource, 'folderProblem'>> {
  try {
    return (await stat(folder)).isDirectory() ? {} : { folderProblem: `${folder} is no folder` };
  } catch (error) {
    return { folderProblem: messageOf(error) };
  }
}

async function sizeOf(file: string): Promise<Pick<DemoSource, 'size'>> {
  try {
    return { size: (await stat(file)).size };
  } catch {
    // A broken path is the service's to refuse, with its code: here it only has no size.
    return {};
  }
}

/** True for a source that the service can be asked for. */
export function isReachable({ folderProblem }: DemoSource): boolean {
  return folderProblem === undefined;
}
