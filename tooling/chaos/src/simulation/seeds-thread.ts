// One thread of `npm run simulate`, with its share of the seeds.
import { parentPort, workerData } from 'node:worker_threads';
import { SimulationFailedError } from '@safelight/core/testing';
import type { SeedShare, ThreadMessage } from './messages.ts';
import { simulateExample } from './simulate-example.ts';

const { seeds }: SeedShare = workerData;
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);
try {
  const report = await simulateExample(seeds, () => tell({ kind: 'seed-done' }));
  tell({ kind: 'done', report });
} catch (error) {
  if (!(error instanceof SimulationFailedError)) throw error;
  tell({ kind: 'broken', message: error.message });
}
