import { sourceReaderContract } from '@safelight/contracts';
import { InMemorySourceReader } from '@safelight/core/in-memory';
import { describe, it } from 'vitest';

sourceReaderContract({
  runner: { describe, it },
  adapter: 'InMemorySourceReader',
  features: { roots: false, symlinks: false, specialFiles: false, sizeLimit: false },
  async create() {
    const files = new Map<string, Uint8Array>();
    return {
      connect: async () => new InMemorySourceReader((path) => files.get(path)),
      probe: {
        async place(name, bytes) {
          files.set(name, bytes);
          return { kind: 'path', path: name };
        },
        missing: async () => ({ kind: 'path', path: 'nothing-here.jpg' }),
      },
      async close() {
        files.clear();
      },
    };
  },
});
