import type { Scenario } from './scenario.ts';
import { workerKilled } from './worker-killed.ts';

/** All scenarios. */
export const scenarios: readonly Scenario[] = [workerKilled];
