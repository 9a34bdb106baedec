import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SimulationReport } from '@safelight/core/testing';
import type { SeedShare, ThreadMessage } from './messages.ts';

/** How the seeds of all threads went. */
export interface ThreadsResult extends SimulationReport {
  /** For each thread that broke a promise, its first seed that does, and how. */
  readonly broken: readonly string[];
}

/**
 * Simulates the seeds in threads, side by side; a virtual clock has no other use for a second processor.
 *
 * @param onProgress called with how many are done
 */
export async function runThreads(
  seeds: readonly number[],
  threads: number,
  onProgress: (done: number) => void,
): Promise<ThreadsResult> {
  let done = 0;
  const results = await Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      runThread({ seeds: seeds.filter((_seed, index) => index % threads === thread) }, () => onProgress(++done)),
    ),
  );
  const reports = results.flatMap((result) => (result.kind === 'done' ? [result.report] : []));
  return {
    seeds: reports.reduce((sum, report) => sum + report.seeds, 0),
    tasks: reports.reduce((sum, report) => sum + report.tasks, 0),
    incidents: reports.reduce((sum, report) => sum + report.incidents, 0),
    broken: results.flatMap((result) => (result.kind === 'broken' ? [result.message] : [])),
  };
}

async function runThread(
  share: SeedShare,
  onSeed: () => void,
): Promise<Exclude<ThreadMessage, { readonly kind: 'seed-done' }>> {
  const thread = new Worker(new URL('./seeds-thread.js', import.meta.url), { workerData: share });
  let last: Exclude<ThreadMessage, { readonly kind: 'seed-done' }> | undefined;
  thread.on('message', (message: ThreadMessage) => {
    if (message.kind === 'seed-done') onSeed();
    else last = message;
  });
  // Rejects with what the thread could not catch.
  await once(thread, 'exit');
  if (last === undefined) throw new Error('A thread ended before its seeds were done.');
  return last;
}
