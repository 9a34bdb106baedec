import type { Client } from '../../client/client.ts';
import { lifeOf, readAll, unless } from './tasks.ts';

/** A sentence for each of the tasks that did not complete. */
export async function incomplete(client: Client, ids: readonly string[]): Promise<readonly string[]> {
  return unless(await readAll(client, ids), ({ status }) => status === 'completed', lifeOf);
}
