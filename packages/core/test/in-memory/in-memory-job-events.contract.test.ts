import { jobEventsContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { aQueue } from './a-queue.ts';

jobEventsContract({ runner: { describe, it }, adapter: 'InMemoryJobEvents', create: aQueue });
