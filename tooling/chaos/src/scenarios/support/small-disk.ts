import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of its own over a folder, for as long as it takes to see it full. */
export interface SmallDisk {
  /** Gives it room enough. */
  grow(): Promise<void>;
  /** Takes it away; what was written to it lies in the folder then. Nobody may be writing. */
  remove(): Promise<void>;
}

/** Lays a memory disk of so many KiB over the folder; undefined where the system does not let us. */
export async function smallDisk(folder: string, kib: number): Promise<SmallDisk | undefined> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kib}k,mode=0755`, 'tmpfs', folder]);
  } catch {
    return undefined; // no mount, or no right to it
  }
  return {
    async grow() {
      await run('mount', ['-o', 'remount,size=256m', folder]);
    },
    async remove() {
      const aside = `${folder}.aside`;
      await mkdir(aside);
      await cp(folder, aside, { recursive: true, preserveTimestamps: true });
      await run('umount', [folder]);
      await cp(aside, folder, { recursive: true, preserveTimestamps: true });
      await rm(aside, { recursive: true });
    },
  };
}
