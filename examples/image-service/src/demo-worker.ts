// The worker of `npm run demo -- --engines redis-mongo`: a process of its own, which the demo starts,
// tells where to work, and ends by SIGTERM.
import { silentLogger } from '@safelight/core';
import { composeWorker } from './composition/container.ts';
import { imageModule } from './composition/image-module.ts';
import { redisMongoModule } from './composition/redis-mongo-module.ts';
import { storeModule } from './composition/store-module.ts';
import { namedWorkerModule, workerModule } from './composition/worker-module.ts';
import type { WorkerSettings } from './demo/worker-process.ts';

// A terminal's Ctrl-C reaches this process too, but when it ends is for the demo to say.
process.on('SIGINT', () => {});

// The demo is gone, and with it the reason to work. Not by process.exit(): that waits for the thread that decodes.
process.once('disconnect', () => {
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
});

process.once('message', async ({ engines, folders }: WorkerSettings) => {
  const worker = composeWorker(
    redisMongoModule(engines, silentLogger),
    workerModule,
    namedWorkerModule(`worker-${process.pid}`),
    imageModule,
    storeModule(folders),
  );
  process.once('SIGTERM', async () => {
    await worker.close();
    process.removeAllListeners('disconnect');
    process.disconnect();
  });
  await worker.start();
  process.send?.('started');
});
