import type { FsStore } from '@safelight/adapter-fs-store';
import {
  createPipeline,
  createWorker,
  type Engines,
  type ImageProcessor,
  type Pipeline,
  type Presets,
  type Worker,
} from '@safelight/core';
import { ImageService } from './image-service.ts';
import type { Module } from './module.ts';
import { presets } from './presets.ts';
import { tokens } from './tokens.ts';

/** The pipeline and the worker of core, whatever engines and adapters the other modules bind. */
export const coreModule: Module = (bind) => {
  bind<Presets>(tokens.presets).toConstantValue(presets);
  bind<Pipeline>(tokens.pipeline).toResolvedValue(
    (recipes: Presets, engines: Engines) => createPipeline<string>({ presets: recipes, ...engines }),
    [tokens.presets, tokens.engines],
  );
  bind<Worker>(tokens.worker).toResolvedValue(
    (engines: Engines, files: FsStore, processor: ImageProcessor) =>
      createWorker({ ...engines, ...files, processor, workerId: `worker-${process.pid}` }),
    [tokens.engines, tokens.files, tokens.processor],
  );
  bind<ImageService>(tokens.service).toResolvedValue(
    (pipeline: Pipeline, worker: Worker, engines: Engines) => new ImageService(pipeline, worker, engines.bus),
    [tokens.pipeline, tokens.worker, tokens.engines],
  );
};
