import type { FsStore } from '@safelight/adapter-fs-store';
import type { ImageProcessor } from '@safelight/core';
import {
  type FindSource,
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
} from '@safelight/core/in-memory';
import { composeService } from '../../src/composition/container.ts';
import { embeddedModule } from '../../src/composition/embedded-module.ts';
import type { ImageService } from '../../src/composition/image-service.ts';
import type { Module } from '../../src/composition/module.ts';
import { tokens } from '../../src/composition/tokens.ts';
import { workerModule } from '../../src/composition/worker-module.ts';

/** The service with pretended images in memory in place of files and sharp: another module, nothing else. */
export function pretendedService(
  find?: FindSource,
  processor: ImageProcessor = new InMemoryImageProcessor(),
): { readonly service: ImageService; readonly images: InMemoryImageStore } {
  const images = new InMemoryImageStore();
  const pretendedImages: Module = (bind) => {
    bind<FsStore>(tokens.files).toConstantValue({ sources: new InMemorySourceReader(find), images });
    bind<ImageProcessor>(tokens.processor).toConstantValue(processor);
  };
  return { service: composeService(embeddedModule, workerModule, pretendedImages), images };
}
