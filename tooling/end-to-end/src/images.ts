import { fsStore } from '@safelight/adapter-fs-store';
import { sharpProcessor } from '@safelight/adapter-sharp';
import { AbortedError, type ImageProcessor, type WorkerOptions } from '@safelight/core';
import { InMemoryImageProcessor, InMemorySourceReader } from '@safelight/core/in-memory';
import type { ImageSettings } from './settings.ts';

/** The worker's side of the images; derivatives are real files in both cases. */
export function imagesOf(settings: ImageSettings): Pick<WorkerOptions, 'sources' | 'images' | 'processor'> {
  const { sources, root, output } = settings;
  const files = fsStore({ root, output });
  if (sources === 'photos') return { ...files, processor: sharpProcessor() };
  return { images: files.images, sources: new InMemorySourceReader(), processor: new InMemoryImageProcessor() };
}

/** The processor, but it stands still once it has made `count` derivatives of a source. */
export function stoppingAfter(count: number, processor: ImageProcessor): ImageProcessor {
  return {
    async *derive(source, presets, context) {
      let made = 0;
      for await (const derivative of processor.derive(source, presets, context)) {
        yield derivative;
        if (++made < count) continue;
        await new Promise<never>((_resolve, reject) => {
          const end = (): void => reject(new AbortedError('it stood still'));
          if (context.signal.aborted) end();
          else context.signal.addEventListener('abort', end);
        });
      }
    },
  };
}
