import { taskQueueContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { aQueue } from './a-queue.ts';

taskQueueContract({
  runner: { describe, it },
  adapter: 'InMemoryTaskQueue',
  features: { serialisation: false },
  create: aQueue,
});
