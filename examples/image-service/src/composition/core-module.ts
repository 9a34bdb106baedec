import { createPipeline, type Engines, type Pipeline, type Presets } from '@safelight/core';
import { ImageService, type RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { presets } from './presets.ts';
import { tokens } from './tokens.ts';

/** The pipeline of core and the service, whatever engines and worker the other modules bind. */
export const coreModule: Module = (bind) => {
  bind<Presets>(tokens.presets).toConstantValue(presets);
  bind<Pipeline>(tokens.pipeline).toResolvedValue(
    (recipes: Presets, engines: Engines) => createPipeline<string>({ presets: recipes, ...engines }),
    [tokens.presets, tokens.engines],
  );
  bind<ImageService>(tokens.service).toResolvedValue(
    (pipeline: Pipeline, worker: RunningWorker, engines: Engines) => new ImageService(pipeline, worker, engines.bus),
    [tokens.pipeline, tokens.worker, tokens.engines],
  );
};
