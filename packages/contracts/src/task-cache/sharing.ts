import assert from 'node:assert/strict';
import { aTask } from '../builders/tasks.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';
import type { TaskCacheCase } from './harness.ts';
import { at } from './versions.ts';

/** @internal */
export const sharingCases: readonly TaskCacheCase[] = [
  {
    title: 'what one process fills or invalidates holds for all',
    needs: ['shared'],
    async run(harness) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const task = aTask();
      await one.fill(at(3, task));
      assert.deepEqual(await other.get(task.id), at(3, task));
      await other.invalidate(task.id, 5);
      await one.fill(at(4, task));
      assert.equal(await one.get(task.id), undefined, 'a stale fill from the other process');
    },
  },
  {
    title: 'an outage is a miss: no method throws or hangs, and the cache serves again afterwards',
    needs: ['outage'],
    async run(harness, { patience }) {
      const cache = await harness.connect();
      const task = aTask();
      await cache.fill(task);
      await probed(harness.probe.cut?.(), 'probe.cut');
      assert.equal(await within(patience, 'get', cache.get(task.id)), undefined);
      await within(patience, 'fill', cache.fill(at(2, task)));
      await within(patience, 'invalidate', cache.invalidate(task.id, 3));
      await probed(harness.probe.mend?.(), 'probe.mend');
      await cache.fill(at(4, task));
      assert.deepEqual(await cache.get(task.id), at(4, task));
    },
  },
  {
    title: 'an entry that is no task is a miss, and a fill replaces it',
    needs: ['foreignEntries'],
    async run(harness) {
      const cache = await harness.connect();
      const task = aTask();
      for (const text of ['no json', '{}', '{"id":7,"version":"x"}', 'null']) {
        await probed(harness.probe.plant?.(task.id, text), 'probe.plant');
        assert.equal(await cache.get(task.id), undefined, `an entry of ${text}`);
      }
      await cache.fill(at(2, task));
      assert.deepEqual(await cache.get(task.id), at(2, task));
    },
  },
  {
    title: 'close is idempotent',
    async run(harness) {
      const cache = await harness.connect();
      await cache.fill(aTask());
      await cache.close();
      await cache.close();
    },
  },
];
