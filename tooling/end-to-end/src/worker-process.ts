// A worker process of the service. The test that started it says what to do.

import { createWorker, type Worker } from '@safelight/core';
import { enginesOf } from './engines.ts';
import { imagesOf, stoppingAfter } from './images.ts';
import type { WorkerRequest } from './messages.ts';
import { answer, toldLog } from './parent.ts';
import type { WorkerSettings } from './settings.ts';

let worker: Worker | undefined;

async function start(settings: WorkerSettings): Promise<void> {
  const { workerId, concurrency, stopAfter } = settings;
  const { consumer } = enginesOf(settings, toldLog);
  const images = imagesOf(settings.images);
  const processor = stopAfter === undefined ? images.processor : stoppingAfter(stopAfter, images.processor);
  worker = createWorker({ ...images, processor, consumer, workerId, concurrency, logger: toldLog });
  await worker.start();
}

answer<WorkerRequest>(async (request) => {
  if (request.do === 'start') await start(request.settings);
  else await worker?.close();
  return [];
});
