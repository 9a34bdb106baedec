import { jobConsumerContract } from '@safelight/contracts';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { describe, it } from 'vitest';
import { aQueue } from './support/a-queue.ts';

describeWithRedis(
  'BullMqJobConsumer on Redis',
  (redis) => {
    jobConsumerContract({
      runner: { describe, it },
      adapter: 'BullMqJobConsumer',
      create: (context) => aQueue(redis, context),
    });
  },
  { owned: true },
);
