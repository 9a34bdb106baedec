import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { imageStoreContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { FsImageStore } from '../src/index.ts';
import { fileIn, filesBelow, temporaryFolder } from './support/folder.ts';

imageStoreContract({
  runner: { describe, it },
  adapter: 'FsImageStore',
  async create() {
    const base = await temporaryFolder();
    const disk = path.join(base, 'disk');
    const output = path.join(disk, 'output');
    const prefix = '/output';
    const fileOf = (key: string): string => path.join(output, key.slice(prefix.length));
    await mkdir(disk);
    return {
      prefix,
      connect: async () => new FsImageStore({ output, prefix }),
      probe: {
        // Whatever is in the folder above, so that nothing can be written beside the output unseen.
        files: async () => (await filesBelow(base)).filter((file) => file !== 'disk'),
        read: (key) => readFile(fileOf(key)).catch(() => undefined),
        age: (key, modifiedAt) => utimes(fileOf(key), new Date(modifiedAt), new Date(modifiedAt)),
        async plantPart(modifiedAt) {
          const name = `.tmp/${'0'.repeat(32)}-${randomUUID()}.part`;
          const time = new Date(modifiedAt);
          await utimes(await fileIn(output, name, 'half a pic'), time, time);
        },
        // The folder above the output is no folder any more, as when a mount is gone.
        async breakWrites() {
          await rename(disk, `${disk}-away`);
          await writeFile(disk, '');
        },
        async mendWrites() {
          await rm(disk);
          await rename(`${disk}-away`, disk);
        },
      },
      close: () => rm(base, { recursive: true }),
    };
  },
});
