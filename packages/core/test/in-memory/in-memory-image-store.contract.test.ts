import { imageStoreContract } from '@safelight/contracts';
import { InMemoryImageStore, plainWire, type StoredFiles, type Wire } from '@safelight/core/in-memory';
import { describe, it } from 'vitest';

imageStoreContract({
  runner: { describe, it },
  adapter: 'InMemoryImageStore',
  features: { parts: false },
  async create() {
    const prefix = '/output';
    const files: StoredFiles = new Map();
    let isBroken = false;
    const wire: Wire = (operation, effect) =>
      isBroken && operation === 'images.write'
        ? Promise.reject(new Error('the disk is full'))
        : plainWire(operation, effect);
    return {
      prefix,
      connect: async () => new InMemoryImageStore({ now: () => Date.now() }, wire, prefix, files),
      probe: {
        files: async () => [...files.keys()],
        read: async (key) => files.get(key)?.data,
        async age(key, modifiedAt) {
          const file = files.get(key);
          if (file) files.set(key, { ...file, modifiedAt });
        },
        async breakWrites() {
          isBroken = true;
        },
        async mendWrites() {
          isBroken = false;
        },
      },
      async close() {
        files.clear();
      },
    };
  },
});
