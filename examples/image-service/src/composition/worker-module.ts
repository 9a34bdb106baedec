import type { FsStore } from '@safelight/adapter-fs-store';
import { createWorker, type Engines, type ImageProcessor } from '@safelight/core';
import type { RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** The worker of core in this process, on whatever files and processor the other modules bind. */
export const workerModule: Module = (bind) => {
  bind<RunningWorker>(tokens.worker).toResolvedValue(
    (engines: Engines, files: FsStore, processor: ImageProcessor) =>
      createWorker({ ...engines, ...files, processor, workerId: `worker-${process.pid}` }),
    [tokens.engines, tokens.files, tokens.processor],
  );
};
