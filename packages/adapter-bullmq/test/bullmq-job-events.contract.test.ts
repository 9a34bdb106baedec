import { jobEventsContract } from '@safelight/contracts';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { describe, it } from 'vitest';
import { aQueue } from './support/a-queue.ts';

describeWithRedis(
  'BullMqJobEvents on Redis',
  (redis) => {
    jobEventsContract({
      runner: { describe, it },
      adapter: 'BullMqJobEvents',
      create: (context) => aQueue(redis, context),
    });
  },
  { owned: true },
);
