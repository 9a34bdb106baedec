import { imageProcessorContract, type Sample } from '@safelight/contracts';
import { imageFormats } from '@safelight/core';
import { InMemoryImageProcessor, pretendedImage } from '@safelight/core/in-memory';
import { describe, it } from 'vitest';

const sample = (width: number, height: number): Sample => ({ bytes: pretendedImage(width, height), width, height });
const text = new TextEncoder();

imageProcessorContract({
  runner: { describe, it },
  adapter: 'InMemoryImageProcessor',
  features: { orientation: false, limits: false },
  create: async () => ({
    processor: new InMemoryImageProcessor(),
    samples: {
      landscape: sample(4000, 3000),
      portrait: sample(1500, 2250),
      small: sample(48, 64),
      corrupt: { 'cut short': pretendedImage(4000, 3000).slice(0, 18) },
      unsupported: { empty: new Uint8Array(), 'a text': text.encode('no image at all') },
    },
    probe: {
      async measure(data) {
        const [, width, height, name] =
          /^safelight-image (\d+)x(\d+) (\w+) /.exec(new TextDecoder().decode(data)) ?? [];
        const format = imageFormats.find((one) => one === name);
        if (format === undefined) throw new Error(`a derivative is no pretended image: ${name}`);
        return { width: Number(width), height: Number(height), format };
      },
    },
    async close() {},
  }),
});
