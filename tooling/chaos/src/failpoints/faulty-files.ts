import type { FsStore } from '@safelight/adapter-fs-store';
import type { ImageStore, SourceReader } from '@safelight/core';
import type { Faults } from './faults.ts';

/** A source with this in its path kills the process that reads it, every time. */
export const poison = 'poison';

/** Sources and derivatives with each call sent through the process's switches. */
export function faultyFiles({ sources, images }: FsStore, faults: Faults): FsStore {
  return { sources: faultySources(sources, faults), images: faultyImages(images, faults) };
}

/** `sources.read`; and poison. */
function faultySources(sources: SourceReader, faults: Faults): SourceReader {
  return {
    read: async (source, signal) => {
      if (source.path.includes(poison)) process.kill(process.pid, 'SIGKILL');
      return faults.pass('sources.read', () => sources.read(source, signal));
    },
    release: (bytes) => sources.release?.(bytes),
  };
}

/** `images.write`. */
function faultyImages(images: ImageStore, faults: Faults): ImageStore {
  return {
    write: (derivative, options) => faults.pass('images.write', () => images.write(derivative, options)),
    stat: (path) => images.stat(path),
    remove: (path) => images.remove(path),
    sweep: (keep, before) => images.sweep(keep, before),
  };
}
