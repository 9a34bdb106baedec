import type { Client } from '../../client/client.ts';
import { submitMany } from './tasks.ts';

/** What was submitted while something was wrong, and what is wrong with how long that took. */
export interface AcceptedMeanwhile {
  readonly ids: readonly string[];
  readonly problems: readonly string[];
}

/** Submits so many tasks, each of which is to be accepted within `ms` milliseconds. */
export async function acceptedWithin(client: Client, count: number, ms: number): Promise<AcceptedMeanwhile> {
  const startedAt = performance.now();
  const ids = await submitMany(client, count);
  const took = Math.round(performance.now() - startedAt);
  const problems = took <= ms ? [] : [`${count} submissions were answered after ${took} ms; they may take ${ms} ms.`];
  return { ids, problems };
}
