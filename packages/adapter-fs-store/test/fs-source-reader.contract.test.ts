import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { sourceReaderContract } from '@safelight/contracts';
import type { Source } from '@safelight/core';
import { describe, it } from 'vitest';
import { FsSourceReader } from '../src/index.ts';
import { fileIn, temporaryFolder } from './support/folder.ts';

const isPosix = process.platform !== 'win32';
const sourceAt = (file: string): Source => ({ kind: 'path', path: file });
const maxBytes = 300_000;

sourceReaderContract({
  runner: { describe, it },
  adapter: 'FsSourceReader',
  features: { symlinks: isPosix },
  async create() {
    const base = await temporaryFolder();
    const root = path.join(base, 'input');
    await mkdir(path.join(root, 'folder'), { recursive: true });
    return {
      connect: async () => new FsSourceReader({ roots: [root], maxSourceBytes: maxBytes }),
      probe: {
        maxBytes,
        async place(name, bytes) {
          await fileIn(root, name, bytes);
          return sourceAt(name);
        },
        missing: async () => sourceAt('folder/nothing.jpg'),
        async outside() {
          const secret = await fileIn(base, 'secret.jpg', 'secret');
          const sibling = await fileIn(base, 'input-more/secret.jpg', 'secret');
          return ['../secret.jpg', secret, sibling, 'folder/../../secret.jpg'].map(sourceAt);
        },
        async linksOut() {
          const secret = await fileIn(base, 'secret.jpg', 'secret');
          await symlink(secret, path.join(root, 'file.jpg'));
          await symlink(base, path.join(root, 'out'));
          return ['file.jpg', 'out/secret.jpg'].map(sourceAt);
        },
        async special() {
          if (!isPosix) return [sourceAt('folder')];
          execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
          return ['folder', '.', 'pipe.jpg'].map(sourceAt);
        },
      },
      close: () => rm(base, { recursive: true }),
    };
  },
});
