import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FoundFile } from './evidence.ts';

/** The folder of the store's own, in the output folder. */
const unfinishedFolder = '.tmp';

/**
 * Every file of an output folder, with the MD5 of its content.
 *
 * @param prefix what the tasks' keys begin with
 */
export async function outputFiles(folder: string, prefix: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: FoundFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const data = await readFile(file);
    const below = path.relative(folder, file).split(path.sep);
    found.push({
      key: `${prefix}/${below.join('/')}`,
      size: data.length,
      md5: createHash('md5').update(data).digest('hex'),
      isUnfinished: below[0] === unfinishedFolder,
    });
  }
  return found;
}
