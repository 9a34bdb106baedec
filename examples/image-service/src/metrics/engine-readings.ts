import type { Pipeline } from '@safelight/core';
import { Gauge, Registry } from 'prom-client';
import { within } from './within.ts';

/** What is asked of the pipeline. */
export type EngineSource = Pick<Pipeline, 'health' | 'counts' | 'taskCounts'>;

/** How engines are read. In milliseconds. */
export interface ReadingOptions {
  /** How long a reading may take. Default 2,000. */
  readonly timeout?: number;
  /** How long one is given again before the engines are asked anew. Default 3,000. */
  readonly keepFor?: number;
  /** Default the process's own clock. */
  readonly now?: () => number;
}

/**
 * Gives what the engines know, in the text format: tasks by status, queue depth, relay. It asks them when it is
 * called, at most once at a time and once in a few seconds, so that no number of scrapers burdens them. What can't be
 * read is absent, and `safelight_engine_up` says whose fault it is: it never rejects.
 */
export function engineReadings(source: EngineSource, options: ReadingOptions = {}): () => Promise<string> {
  const { timeout = 2_000, keepFor = 3_000, now = () => performance.now() } = options;
  let last: { readonly text: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (last === undefined || now() >= last.until) last = { text: readAll(source, timeout), until: now() + keepFor };
    return last.text;
  };
}

async function readAll(source: EngineSource, timeout: number): Promise<string> {
  // Gauges of this reading alone, so that nothing of an earlier one is left in them.
  const registry = new Registry();
  await Promise.all([
    readHealth(registry, source, timeout),
    readTasks(registry, source, timeout),
    readQueues(registry, source, timeout),
  ]);
  return registry.metrics();
}

async function readHealth(registry: Registry, source: EngineSource, timeout: number): Promise<void> {
  const up = gauge(registry, 'safelight_engine_up', 'Whether the engine answered in time: 1, or 0.', ['engine']);
  const seconds = gauge(registry, 'safelight_engine_response_seconds', 'Seconds that the engine took to answer.', [
    'engine',
  ]);
  const behind = gauge(
    registry,
    'safelight_relay_behind_seconds',
    'Age of the oldest fact in the queue that no relay has told yet; 0 where none waits.',
    ['queue'],
  );
  const health = await source.health({ timeout });
  for (const engine of ['repository', 'queue'] as const) {
    const { ok, ms } = health[engine];
    up.set({ engine }, ok ? 1 : 0);
    if (ok) seconds.set({ engine }, ms / 1_000);
  }
  for (const relay of health.relay) behind.set({ queue: relay.queue }, relay.behind / 1_000);
}

async function readTasks(registry: Registry, source: EngineSource, timeout: number): Promise<void> {
  const counts = await within(timeout, source.taskCounts()).catch(() => undefined);
  if (counts === undefined) return;
  const { deadLetters, ...byStatus } = counts;
  const tasks = gauge(registry, 'safelight_tasks', 'Tasks that the repository holds, by status.', ['status']);
  for (const [status, count] of Object.entries(byStatus)) tasks.set({ status }, count);
  gauge(registry, 'safelight_dead_letters', 'Failed tasks that were neither replayed nor discarded.', []).set(
    deadLetters,
  );
}

async function readQueues(registry: Registry, source: EngineSource, timeout: number): Promise<void> {
  const queues = await within(timeout, source.counts()).catch(() => undefined);
  if (queues === undefined) return;
  const jobs = gauge(registry, 'safelight_queue_jobs', 'Jobs that the queue holds, by state.', ['queue', 'state']);
  for (const [queue, counts] of Object.entries(queues)) {
    for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
  }
}

function gauge<L extends string>(registry: Registry, name: string, help: string, labelNames: readonly L[]): Gauge<L> {
  return new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
}
