import { setTimeout as pause } from 'node:timers/promises';
import { createPipeline, createWorker, type Derivative, defaultPresets, type ImageProcessor } from '@safelight/core';
import { InMemoryImageProcessor, InMemoryImageStore, InMemorySourceReader, inMemory } from '@safelight/core/in-memory';
import { afterEach, describe, expect, it } from 'vitest';
import { countedConsumer } from '../src/metrics/counted-consumer.ts';
import { observeEventLag } from '../src/metrics/event-lag.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { timedProcessor } from '../src/metrics/timed-processor.ts';
import { samplesOf } from './support/prometheus.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const picture = await new InMemorySourceReader().read({ kind: 'path', path: 'a.jpg' }, new AbortController().signal);

type Derive = ImageProcessor['derive'];

/** A pipeline and a worker that are counted. */
async function counted(derive: Derive) {
  const engines = inMemory();
  const metrics = new Metrics();
  const pipeline = createPipeline({ ...engines, retry: { attempts: 2, initialDelay: 1 } });
  const worker = createWorker({
    consumer: countedConsumer(engines.consumer, metrics),
    sources: { read: async ({ path }) => (path === 'broken.jpg' ? new Uint8Array([1]) : picture) },
    images: new InMemoryImageStore(),
    processor: timedProcessor({ derive }, metrics),
    closeTimeout: 1,
  });
  await engines.bus.subscribe(observeEventLag(metrics));
  await pipeline.start();
  await worker.start();
  closers.push(async () => {
    await worker.close();
    await pipeline.close();
  });
  return { pipeline, worker, samples: async () => samplesOf(await metrics.render()) };
}

describe('the metrics of attempts', () => {
  const processor = new InMemoryImageProcessor();

  it('count each attempt once, by outcome, code and retry, and time each derivative', async () => {
    let failures = 1;
    const { pipeline, samples } = await counted((...args) => {
      if (failures-- > 0) throw new Error('the disk is full');
      return processor.derive(...args);
    });
    await pipeline.waitFor((await pipeline.submit('a.jpg')).id);
    const broken = await pipeline.submit('broken.jpg');
    await expect(pipeline.waitFor(broken.id)).rejects.toMatchObject({ code: 'TASK_FAILED' });

    const of = await samples();
    expect(of('safelight_attempts_total')).toEqual({ 'outcome="completed"': 1, 'outcome="failed"': 2 });
    expect(of('safelight_attempt_failures_total')).toEqual({
      'code="PROCESSING_FAILED"': 1,
      'code="UNSUPPORTED_FORMAT"': 1,
    });
    expect(of('safelight_retries_total')).toEqual({ '': 1 });
    expect(of('safelight_attempts_in_hand')).toEqual({ '': 0 });
    expect(of('safelight_processing_duration_seconds_count')).toEqual({ 'preset="1024"': 1, 'preset="800"': 1 });
    expect(of('safelight_event_lag_seconds_count')).toMatchObject({
      'event_type="task.created"': 2,
      'event_type="task.completed"': 1,
      'event_type="task.retry"': 1,
    });
  });

  it('count an attempt that is handed back at shutdown as aborted, and as in hand until then', async () => {
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const { pipeline, worker, samples } = await counted(async function* (_source, _presets, { signal }) {
      begin();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      const none: Derivative[] = [];
      yield* none;
    });
    await pipeline.submit('a.jpg');
    await begun;
    expect((await samples())('safelight_attempts_in_hand')).toEqual({ '': 1 });
    await worker.close();

    const of = await samples();
    expect(of('safelight_attempts_total')).toEqual({ 'outcome="aborted"': 1 });
    expect(of('safelight_attempt_failures_total')).toEqual({});
    expect(of('safelight_attempts_in_hand')).toEqual({ '': 0 });
  });

  it('leave out of the processing time what storing takes', async () => {
    const metrics = new Metrics();
    const signal = new AbortController().signal;
    const derivatives = timedProcessor(processor, metrics).derive(picture, defaultPresets.all, { signal });
    // Time itself is what is measured here.
    for await (const _derivative of derivatives) await pause(150);
    const sums = samplesOf(await metrics.render())('safelight_processing_duration_seconds_sum');
    expect(Object.keys(sums)).toEqual(['preset="1024"', 'preset="800"']);
    for (const sum of Object.values(sums)) expect(sum).toBeLessThan(0.1);
  });
});

describe('the lag of events', () => {
  it('is the time from the event to its being heard, and never less than none', async () => {
    const metrics = new Metrics();
    const hear = observeEventLag(metrics, () => 10_000);
    hear({ eventType: 'task.cancelled', taskId: 'a', timestamp: 8_000 });
    hear({ eventType: 'task.cancelled', taskId: 'b', timestamp: 10_500 });
    const of = samplesOf(await metrics.render());
    expect(of('safelight_event_lag_seconds_sum')).toEqual({ 'event_type="task.cancelled"': 2 });
    expect(of('safelight_event_lag_seconds_count')).toEqual({ 'event_type="task.cancelled"': 2 });
  });
});
