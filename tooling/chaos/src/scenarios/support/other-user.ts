import { chmod, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Fleet } from '../../fleet/fleet.ts';
import type { LifeOptions } from '../../fleet/member.ts';

/** `nobody`, on the systems that have root. */
const nobody = 65_534;

/** Under which user workers have to run so that a folder can be read-only for them: root writes anywhere. */
export function workersUser(): LifeOptions {
  return process.getuid?.() === 0 ? { uid: nobody } : {};
}

/** Lets that user come to the fleet's folders and, if `isWritable`, write derivatives. */
export async function openFolders(
  { input, output }: Pick<Fleet, 'input' | 'output'>,
  isWritable: boolean,
): Promise<void> {
  await chmod(path.dirname(input), 0o711);
  const unfinished = path.join(output, '.tmp');
  await mkdir(unfinished, { recursive: true });
  for (const folder of [output, unfinished]) await chmod(folder, isWritable ? 0o777 : 0o555);
}

/** Gives the folders back to whoever owns them. */
export async function closeFolders({ output }: Pick<Fleet, 'output'>): Promise<void> {
  const names = await readdir(output);
  for (const folder of ['', ...names].map((name) => path.join(output, name))) await chmod(folder, 0o755);
}
