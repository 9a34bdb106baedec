import {
  type Derivative,
  type ImageProcessor,
  type ImageStore,
  imageKey,
  type SourceReader,
  type WorkerOptions,
} from '@safelight/core';

const nothing = new Uint8Array(1);
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

const sources: SourceReader = { read: async () => nothing };

/** Gives one derivative a preset, since a task does not complete without, and makes none. */
const processor: ImageProcessor = {
  async *derive(data, presets) {
    for (const { name, width, format } of presets) {
      const derivative: Derivative = { resolution: name, width, height: width, format, size: 1, md5, data };
      yield derivative;
    }
  },
};

/** Says that it stored what it is given. */
const images: ImageStore = {
  write: async ({ data: _data, ...image }, { imageName }) => ({
    ...image,
    path: imageKey('/output', imageName, image),
  }),
  stat: async () => ({ size: 1, modifiedAt: 0 }),
  remove: async () => {},
  sweep: async () => 0,
};

/** Image work that is none: what is left is what the pipeline itself costs. */
export const noImages: Pick<WorkerOptions, 'sources' | 'processor' | 'images'> = { sources, processor, images };
