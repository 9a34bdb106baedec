import {
  createPipeline,
  createWorker,
  definePresets,
  type Pipeline,
  type PipelineOptions,
  type Worker,
  type WorkerOptions,
} from '@safelight/core';
import type { Products } from './products.ts';

const presets = definePresets({ hero: { width: 1024 }, thumb: { width: 800, quality: 80 } });

/** What one process of this service holds. The engines decide where it runs: in memory, or for real. */
export function compose(
  engines: PipelineOptions<'hero' | 'thumb'> & WorkerOptions,
  products: Products,
): { readonly pipeline: Pipeline<'hero' | 'thumb'>; readonly worker: Worker } {
  const pipeline = createPipeline({ ...engines, presets });
  pipeline.onSettled('product-ready', (task) => {
    const { hero } = task.images;
    if (task.status === 'completed' && hero) products.ready(String(task.metadata.productId), hero.path);
  });
  return { pipeline, worker: createWorker(engines) };
}
