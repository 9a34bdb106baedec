import { taskQueueContract } from '@safelight/contracts';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { describe, it } from 'vitest';
import { aQueue } from './support/a-queue.ts';

describeWithRedis(
  'BullMqTaskQueue on Redis',
  (redis) => {
    taskQueueContract({
      runner: { describe, it },
      adapter: 'BullMqTaskQueue',
      create: (context) => aQueue(redis, context),
    });
  },
  { owned: true },
);
