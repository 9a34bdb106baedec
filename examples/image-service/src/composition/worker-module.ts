import type { FsStore } from '@safelight/adapter-fs-store';
import { createWorker, type Engines, type ImageProcessor, type WorkerOptions } from '@safelight/core';
import { countedConsumer } from '../metrics/counted-consumer.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { timedProcessor } from '../metrics/timed-processor.ts';
import type { RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** What a process sets on its worker. */
export type WorkerSettings = Pick<WorkerOptions, 'concurrency' | 'closeTimeout' | 'logger' | 'workerId'>;

/** The worker's name on `task.processing`, where that is all that is set. */
export function namedWorkerModule(workerId: string): Module {
  return (bind) => {
    bind<WorkerSettings>(tokens.workerSettings).toConstantValue({ workerId });
  };
}

/** The worker of core in this process, on whatever files and processor the other modules bind. */
export const workerModule: Module = (bind) => {
  bind<RunningWorker>(tokens.worker).toResolvedValue(workerOf, [
    tokens.engines,
    tokens.files,
    tokens.processor,
    { serviceIdentifier: tokens.metrics, optional: true },
    { serviceIdentifier: tokens.workerSettings, optional: true },
  ]);
};

function workerOf(
  engines: Engines,
  files: FsStore,
  processor: ImageProcessor,
  metrics: Metrics | undefined,
  settings: WorkerSettings | undefined,
): RunningWorker {
  const measured =
    metrics === undefined
      ? { consumer: engines.consumer, processor }
      : { consumer: countedConsumer(engines.consumer, metrics), processor: timedProcessor(processor, metrics) };
  return createWorker({ ...files, ...measured, ...settings });
}
