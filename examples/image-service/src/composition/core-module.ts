import {
  createPipeline,
  type Engines,
  type Pipeline,
  type PipelineOptions,
  type Presets,
  type SettledHandler,
} from '@safelight/core';
import type { ServedPage } from '../processes/served-page.ts';
import { ImageService, type RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { presets } from './presets.ts';
import { tokens } from './tokens.ts';

/** What a process sets on its pipeline; a demo leaves it all out. */
export interface PipelineSetup {
  readonly options: Pick<PipelineOptions, 'logger' | 'closeTimeout'>;
  /** By the name that tasks remember them by. */
  readonly settledHandlers: Readonly<Record<string, SettledHandler>>;
}

/** The pipeline of core and the service, whatever engines and worker the other modules bind. */
export const coreModule: Module = (bind) => {
  bind<Presets>(tokens.presets).toConstantValue(presets);
  bind<Pipeline>(tokens.pipeline).toResolvedValue(pipelineOf, [
    tokens.presets,
    tokens.engines,
    { serviceIdentifier: tokens.pipelineSetup, optional: true },
  ]);
  bind<ImageService>(tokens.service).toResolvedValue(
    (pipeline: Pipeline, worker: RunningWorker, { bus }: Engines, page: ServedPage | undefined) =>
      new ImageService(pipeline, worker, bus, page),
    [tokens.pipeline, tokens.worker, tokens.engines, { serviceIdentifier: tokens.page, optional: true }],
  );
};

function pipelineOf(recipes: Presets, engines: Engines, setup: PipelineSetup | undefined): Pipeline {
  const pipeline = createPipeline<string>({ presets: recipes, ...engines, ...setup?.options });
  for (const [name, handler] of Object.entries(setup?.settledHandlers ?? {})) pipeline.onSettled(name, handler);
  return pipeline;
}
