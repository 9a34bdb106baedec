import autocannon from 'autocannon';
import { submission } from '../pipeline/settings.ts';

/** Requests under way at once. */
const connections = 10;

/** Posts so many tasks; gives requests a second. @throws {Error} for any answer but a 202 */
export async function postTasks(url: string, amount: number): Promise<number> {
  const startedAt = performance.now();
  const { statusCodeStats, errors } = await autocannon({
    url: `${url}/tasks`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(submission),
    connections,
    amount,
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const accepted = statusCodeStats?.['202']?.count ?? 0;
  if (errors > 0 || accepted !== amount) {
    throw new Error(`Of ${amount} requests to ${url} ${accepted} were accepted: ${JSON.stringify(statusCodeStats)}.`);
  }
  return amount / seconds;
}
