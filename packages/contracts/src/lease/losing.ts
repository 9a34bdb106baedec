import assert from 'node:assert/strict';
import { probed } from '../support/probed.ts';
import { elapse, within } from '../support/waiting.ts';
import type { LeaseCase } from './harness.ts';
import { Holder } from './holder.ts';

/** @internal */
export const losingCases: readonly LeaseCase[] = [
  {
    title: 'a holder that dies is succeeded within the time to live',
    needs: ['kill'],
    async run(harness, { patience }) {
      const doomed = await harness.connect();
      const first = new Holder(doomed.lease);
      await first.held(patience, 'the first holder');
      const second = new Holder((await harness.connect()).lease);
      await probed(doomed.kill?.(), 'kill');
      await second.held(harness.timing.ttl + patience, 'the successor');
      second.letGo();
      await within(patience, 'the successor', second.ended);
    },
  },
  {
    title: 'a holder that stood still is told that it lost the lease',
    needs: ['pause'],
    async run(harness, { patience }) {
      const still = await harness.connect();
      const first = new Holder(still.lease);
      await first.held(patience, 'the first holder');
      await probed(still.pause?.(), 'pause');
      const second = new Holder((await harness.connect()).lease);
      await second.held(harness.timing.ttl + patience, 'the successor');
      await probed(still.resume?.(), 'resume');
      await first.lost(harness.timing.ttl + patience, 'the loss');
      for (const holder of [first, second]) holder.letGo();
      await within(patience, 'both', Promise.all([first.ended, second.ended]));
    },
  },
  {
    title: 'a holder that lost the lease does not let go of its successor’s',
    needs: ['pause'],
    async run(harness, { patience }) {
      const still = await harness.connect();
      const first = new Holder(still.lease);
      await first.held(patience, 'the first holder');
      await probed(still.pause?.(), 'pause');
      const second = new Holder((await harness.connect()).lease);
      await second.held(harness.timing.ttl + patience, 'the successor');
      await probed(still.resume?.(), 'resume');
      first.letGo();
      await within(patience, 'the first holder', first.ended);
      const third = new Holder((await harness.connect()).lease);
      await elapse(harness.timing.ttl / 2);
      assert.equal(third.holds, false, 'the third holds while the second does');
      second.letGo();
      await third.held(patience, 'the third holder');
      third.letGo();
    },
  },
  {
    title: 'a store that cannot be reached is waited for',
    needs: ['outage'],
    async run(harness, { patience }) {
      const { lease } = await harness.connect();
      await probed(harness.probe.cut?.(), 'probe.cut');
      const holder = new Holder(lease);
      await elapse(harness.timing.ttl);
      assert.equal(holder.holds, false);
      await probed(harness.probe.mend?.(), 'probe.mend');
      await holder.held(patience, 'the lease after the outage');
      holder.letGo();
      await within(patience, 'hold', holder.ended);
    },
  },
  {
    title: 'close lets go of what is held, tells the work, and is idempotent',
    async run(harness, { patience }) {
      const { lease } = await harness.connect();
      const first = new Holder(lease);
      await first.held(patience, 'the first holder');
      const closing = lease.close();
      await first.lost(patience, 'the loss');
      first.letGo();
      await within(patience, 'close', closing);
      await within(patience, 'close again', lease.close());
      const second = new Holder((await harness.connect()).lease);
      await second.held(patience, 'the second holder');
      second.letGo();
      await within(patience, 'the second holder', second.ended);
    },
  },
];
