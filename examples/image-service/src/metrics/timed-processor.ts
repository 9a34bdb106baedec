import type { ImageProcessor } from '@safelight/core';
import type { Metrics } from './metrics.ts';

/** A processor that tells how long each derivative took: from when it was asked for to when it was there. */
export function timedProcessor(processor: ImageProcessor, metrics: Pick<Metrics, 'processingSeconds'>): ImageProcessor {
  return {
    async *derive(source, presets, context) {
      let startedAt = performance.now();
      for await (const derivative of processor.derive(source, presets, context)) {
        metrics.processingSeconds.observe({ preset: derivative.resolution }, (performance.now() - startedAt) / 1_000);
        yield derivative;
        // The consumer stores it meanwhile, which is none of the processor's time.
        startedAt = performance.now();
      }
    },
  };
}
