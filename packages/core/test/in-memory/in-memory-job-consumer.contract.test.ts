import { jobConsumerContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { aQueue } from './a-queue.ts';

jobConsumerContract({ runner: { describe, it }, adapter: 'InMemoryJobConsumer', create: aQueue });
