import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, test, vi } from 'vitest';
import { problemsOf } from './support/legal.ts';
import { Service } from './support/service.ts';

const tasks = 2_000;
/** Milliseconds: a busy machine, or one with other suites beside, takes several times as long as an idle one. */
const timeout = 300_000;
/** The relay lags behind such a burst; the reconciler shall not take that for a loss. Default 30 s. */
const checkAfter = 120_000;

describeWithServers(
  'two API processes and two workers',
  (servers) => {
    test(`take ${tasks} tasks through, each told once and its effect applied once`, { timeout }, async () => {
      const service = await Service.on(servers);
      const apis = await Promise.all(['api-1', 'api-2'].map((name) => service.startApi(name, { checkAfter })));
      await Promise.all(['worker-1', 'worker-2'].map((id) => service.startWorker(id, { sources: 'pretended' })));

      const startedAt = performance.now();
      const elapsed = (): number => (performance.now() - startedAt) / 1_000;
      await Promise.all(
        apis.map((api, nth) => {
          const own = Array.from({ length: tasks / apis.length }, (_, n) => `api-${nth}/${n % 20}.jpg?${n}`);
          return api.ask({ do: 'submit', submissions: own.map((source) => ({ source })) });
        }),
      );
      const accepted = elapsed();
      await service.settled(tasks);
      const settled = elapsed();
      const rate = Math.round(tasks / settled);
      console.log(
        `${tasks} tasks accepted in ${accepted.toFixed(1)} s, settled in ${settled.toFixed(1)} s: ${rate} a second`,
      );

      await vi.waitFor(async () => expect(await service.documents.countDocuments({ settled: false })).toBe(0), {
        timeout: 10_000,
      });
      expect(service.calls).toHaveLength(tasks);

      const told = service.ear.byTask();
      expect(told.size).toBe(tasks);
      const types = ['task.created', 'task.processing', 'task.progress', 'task.progress', 'task.completed'];
      for (const events of told.values()) {
        expect(problemsOf(events)).toEqual([]);
        expect(events.map((event) => event.eventType)).toEqual(types);
      }

      // Six versions: four facts, each applied once, between the creation and the handler's acknowledgement.
      const once = { status: 'completed', settled: true, run: 1, attempt: 1, attempts: 0, version: 6 };
      expect(await service.documents.countDocuments(once)).toBe(tasks);
      expect(service.log).toEqual([]);
      expect(await service.close()).toEqual({ 'api-1': 0, 'api-2': 0, 'worker-1': 0, 'worker-2': 0 });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);
