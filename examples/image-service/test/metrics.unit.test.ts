import { createPipeline, createWorker, type Engines } from '@safelight/core';
import {
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
  inMemoryServer,
} from '@safelight/core/in-memory';
import { FaultSwitches } from '@safelight/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { engineReadings } from '../src/metrics/engine-readings.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { samplesOf, typesOf } from './support/prometheus.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function aPipeline(change: (engines: Engines) => Partial<Engines> = () => ({})) {
  const faults = new FaultSwitches();
  const all = inMemoryServer().connect(faults.wire);
  const engines = { ...all, ...change(all) };
  const pipeline = createPipeline(engines);
  const worker = createWorker({
    ...engines,
    sources: new InMemorySourceReader(),
    images: new InMemoryImageStore(),
    processor: new InMemoryImageProcessor(),
  });
  await pipeline.start();
  closers.push(async () => {
    // It waits for engines that are away.
    faults.mend('repository').mend('queue');
    await worker.close();
    await pipeline.close();
  });
  return { pipeline, worker, faults };
}

describe('what the engines know', () => {
  it('is read at the scrape: tasks by status, dead letters, queue depth, relay', async () => {
    const { pipeline, worker } = await aPipeline();
    const read = engineReadings(pipeline, { keepFor: 0 });
    const { id } = await pipeline.submit('a.jpg');
    await pipeline.cancel((await pipeline.submit('b.jpg')).id);
    await expect
      .poll(async () => samplesOf(await read())('safelight_queue_jobs')['queue="default",state="waiting"'])
      .toBe(1);
    const before = samplesOf(await read());
    expect(before('safelight_tasks')).toEqual({
      'status="pending"': 1,
      'status="processing"': 0,
      'status="completed"': 0,
      'status="failed"': 0,
      'status="cancelled"': 1,
    });
    await worker.start();
    await pipeline.waitFor(id);

    const of = samplesOf(await read());
    expect(of('safelight_tasks')).toMatchObject({ 'status="pending"': 0, 'status="completed"': 1 });
    expect(of('safelight_dead_letters')).toEqual({ '': 0 });
    expect(of('safelight_queue_jobs')).toMatchObject({
      'queue="default",state="waiting"': 0,
      'queue="default",state="completed"': 1,
    });
    expect(of('safelight_engine_up')).toEqual({ 'engine="repository"': 1, 'engine="queue"': 1 });
    expect(Object.keys(of('safelight_relay_behind_seconds'))).toEqual(['queue="default"']);
  });

  it.each([
    ['repository', ['safelight_tasks', 'safelight_dead_letters'], ['safelight_queue_jobs']],
    ['queue', ['safelight_queue_jobs'], ['safelight_tasks', 'safelight_dead_letters']],
  ])('is absent of a %s that is away, which safelight_engine_up names; the rest stays', async (engine, gone, there) => {
    const { pipeline, faults } = await aPipeline();
    faults.fail(engine);
    const text = await engineReadings(pipeline)();
    const of = samplesOf(text);
    expect(of('safelight_engine_up')).toMatchObject({ [`engine="${engine}"`]: 0 });
    expect(Object.values(of('safelight_engine_up')).sort()).toEqual([0, 1]);
    for (const name of gone) expect(typesOf(text).has(name), name).toBe(false);
    for (const name of there) expect(Object.keys(of(name)), name).not.toEqual([]);
  });

  it('takes a bounded time where an engine hangs', async () => {
    const hanging = (): Promise<never> => new Promise(() => {});
    const { pipeline } = await aPipeline(({ repository }) => ({
      repository: Object.assign(Object.create(repository), { get: hanging, counts: hanging, close: async () => {} }),
    }));
    const begun = performance.now();
    const of = samplesOf(await engineReadings(pipeline, { timeout: 100 })());
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(of('safelight_engine_up')).toEqual({ 'engine="repository"': 0, 'engine="queue"': 1 });
    expect(of('safelight_tasks')).toEqual({});
  });

  it('is asked for once, however many ask, until it is a few seconds old', async () => {
    const { pipeline, faults } = await aPipeline();
    let now = 0;
    const read = engineReadings(pipeline, { keepFor: 3_000, now: () => now });
    await Promise.all(Array.from({ length: 20 }, read));
    now = 2_999;
    await read();
    expect(faults.calls('repository.counts')).toBe(1);
    now = 3_000;
    await read();
    expect(faults.calls('repository.counts')).toBe(2);
  });
});

describe('the metrics of a process', () => {
  it('have a help text, a name of ours or of the process, and the unit that their type asks for', async () => {
    const { pipeline } = await aPipeline();
    const metrics = new Metrics().countProcess().add(engineReadings(pipeline));
    const text = await metrics.render();
    const types = typesOf(text);
    expect(types.size).toBeGreaterThan(30);
    for (const [name, type] of types) {
      expect(name).toMatch(/^(safelight|process|nodejs)_[a-z0-9_]+$/);
      expect(text, name).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
      if (!name.startsWith('safelight_')) continue;
      if (type === 'counter') expect(name).toMatch(/_total$/);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
    expect(text.endsWith('\n')).toBe(true);
    expect(metrics.contentType).toMatch(/^text\/plain/);
  });

  it('are of that process alone: another registry knows nothing of them', async () => {
    new Metrics().retries.inc();
    expect(samplesOf(await new Metrics().render())('safelight_retries_total')).toEqual({ '': 0 });
  });
});
