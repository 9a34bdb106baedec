import { createPipeline, type Engines, type Health } from '@safelight/core';
import { inMemoryServer } from '@safelight/core/in-memory';
import { FaultSwitches } from '@safelight/core/testing';
import { describe, expect, it } from 'vitest';
import { pipelineChecks } from '../src/health/pipeline-checks.ts';
import { readinessOf } from '../src/health/readiness.ts';
import { workerChecks } from '../src/health/worker-checks.ts';

const maxRelayLag = 30_000;
const well: Health = {
  ok: true,
  repository: { ok: true, ms: 1 },
  queue: { ok: true, ms: 2 },
  relay: [{ queue: 'default', behind: 0 }],
};

function checksOf(pipeline: Parameters<typeof pipelineChecks>[0]) {
  const lines: string[] = [];
  const logger = {
    warn: (fields: object, message: string) => lines.push(`warn ${message} ${JSON.stringify(fields)}`),
    info: (_fields: object, message: string) => lines.push(`info ${message}`),
  };
  return { lines, checks: pipelineChecks(pipeline, { maxRelayLag, logger }) };
}

const idle = new AbortController().signal;

describe('the readiness of an API', () => {
  it('is that repository and queue answer, and that the relay keeps up', async () => {
    const { checks } = checksOf({ health: async () => well });
    expect(await readinessOf(checks, idle)).toEqual({
      ready: true,
      draining: false,
      checks: { repository: { ok: true, ms: 1 }, queue: { ok: true, ms: 2 }, relay: { ok: true, behind: 0 } },
    });
  });

  it('ends when shutdown begins', async () => {
    const { checks } = checksOf({ health: async () => well });
    expect(await readinessOf(checks, AbortSignal.abort())).toMatchObject({ ready: false, draining: true });
  });

  it.each([
    [maxRelayLag, true],
    [maxRelayLag + 1, false],
  ])('with a fact that waits for %d ms is %s', async (behind, ready) => {
    const relay = [
      { queue: 'default', behind: 0 },
      { queue: 'large', behind },
    ];
    const { checks } = checksOf({ health: async () => ({ ...well, relay }) });
    const state = await readinessOf(checks, idle);
    expect(state).toMatchObject({ ready, checks: { relay: { ok: ready, behind } } });
    if (!ready) expect(state.checks.relay?.problem).toContain('MAX_RELAY_LAG is 30000 ms');
  });

  it('is not without knowing how far the relay lags behind', async () => {
    const { checks } = checksOf({ health: async () => ({ ...well, relay: [] }) });
    expect(await readinessOf(checks, idle)).toMatchObject({ ready: false, checks: { relay: { ok: false } } });
  });

  it.each(['repository', 'queue'] as const)(
    'names a %s that is away, and tells its words to the log alone, once',
    async (engine) => {
      const faults = new FaultSwitches();
      const engines: Engines = inMemoryServer().connect(faults.wire);
      const pipeline = createPipeline(engines);
      const { checks, lines } = checksOf(pipeline);
      faults.fail(engine, { error: new Error('connect ECONNREFUSED 10.1.2.3:27017') });
      const state = await readinessOf(checks, idle);
      expect(state).toMatchObject({ ready: false, checks: { [engine]: { ok: false } } });
      expect(JSON.stringify(state)).not.toContain('10.1.2.3');
      await readinessOf(checks, idle);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('10.1.2.3');

      faults.mend(engine);
      expect(await readinessOf(checks, idle)).toMatchObject({ ready: true });
      expect(lines).toHaveLength(2);
      expect(lines[1]).toMatch(/^info .*well again/);
      await pipeline.close();
    },
  );

  it('takes no longer to tell than three seconds where an engine hangs', async () => {
    const all = inMemoryServer().connect();
    const hanging = Object.assign(Object.create(all.queue), {
      counts: () => new Promise(() => {}),
      close: async () => {},
    });
    const pipeline = createPipeline({ ...all, queue: hanging });
    const begun = performance.now();
    expect(await readinessOf(checksOf(pipeline).checks, idle)).toMatchObject({
      ready: false,
      checks: { repository: { ok: true }, queue: { ok: false } },
    });
    expect(performance.now() - begun).toBeLessThan(3_000);
    await pipeline.close();
  });
});

describe('the readiness of a worker', () => {
  it('takes no longer to tell than three seconds where its queue hangs', async () => {
    const checks = workerChecks(() => true, { counts: () => new Promise(() => {}) });
    const begun = performance.now();
    expect(await readinessOf(checks, idle)).toMatchObject({
      ready: false,
      checks: { consumer: { ok: true }, queue: { ok: false } },
    });
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
