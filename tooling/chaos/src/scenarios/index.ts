import { apiKilled } from './api-killed.ts';
import type { Scenario } from './scenario.ts';
import { workerKilled } from './worker-killed.ts';
import { workerKilledUnacknowledged } from './worker-killed-unacknowledged.ts';
import { workerStopped } from './worker-stopped.ts';

/** All scenarios. */
export const scenarios: readonly Scenario[] = [apiKilled, workerKilled, workerKilledUnacknowledged, workerStopped];
