import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, test, vi } from 'vitest';
import { problemsOf } from './support/legal.ts';
import { Service } from './support/service.ts';

const tasks = 2_000;
/** What each API process submits half of the tasks with, and how many events a task then has. */
const halves = [
  { api: 'api-1', presets: ['1024', '800'], progress: ['task.progress', 'task.progress'] },
  { api: 'api-2', presets: ['800'], progress: ['task.progress'] },
] as const;
/** Milliseconds: a busy machine, or one with other suites beside, takes several times as long as an idle one. */
const timeout = 300_000;
/** The relay lags behind such a burst; the reconciler shall not take that for a loss. Default 30 s. */
const checkAfter = 120_000;

describeWithServers(
  'two API processes and two workers',
  (servers) => {
    test(`take ${tasks} tasks through, each told once and its effect applied once`, { timeout }, async () => {
      const service = await Service.on(servers);
      const apis = await Promise.all(halves.map(({ api }) => service.startApi(api, { checkAfter })));
      await Promise.all(['worker-1', 'worker-2'].map((id) => service.startWorker(id, { sources: 'pretended' })));

      const startedAt = performance.now();
      const elapsed = (): number => (performance.now() - startedAt) / 1_000;
      const submitted = await Promise.all(
        halves.map(({ api, presets }, half) => {
          const own = Array.from({ length: tasks / halves.length }, (_, n) => `${api}/${n % 20}.jpg?${n}`);
          const submissions = own.map((source) => ({ source, presets }));
          return apis[half]?.ask({ do: 'submit', submissions }) ?? [];
        }),
      );
      const accepted = elapsed();
      await service.settled(tasks);
      const settled = elapsed();
      const rate = Math.round(tasks / settled);
      console.log(
        `${tasks} tasks accepted in ${accepted.toFixed(1)} s, settled in ${settled.toFixed(1)} s: ${rate} a second`,
      );

      await service.ear.count('task.completed', tasks);
      await vi.waitFor(async () => expect(await service.documents.countDocuments({ settled: false })).toBe(0), {
        timeout: 30_000,
      });
      expect(service.calls).toHaveLength(tasks);
      const told = service.ear.byTask();
      expect(told.size).toBe(tasks);
      for (const [half, { progress }] of halves.entries()) {
        const types = ['task.created', 'task.processing', ...progress, 'task.completed'];
        for (const { id } of submitted[half] ?? []) {
          const events = told.get(id) ?? [];
          expect(problemsOf(events)).toEqual([]);
          expect(events.map((event) => event.eventType)).toEqual(types);
        }
        // Each fact is a version of its own, and after the last event there is the handler's acknowledgement.
        const once = { settled: true, run: 1, attempt: 1, attempts: 0, version: types.length + 1 };
        expect(await service.documents.countDocuments(once)).toBe(tasks / halves.length);
      }
      expect(service.log).toEqual([]);
      expect(await service.close()).toEqual({ 'api-1': 0, 'api-2': 0, 'worker-1': 0, 'worker-2': 0 });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);
