import assert from 'node:assert/strict';
import { elapse, within } from '../support/waiting.ts';
import type { LeaseCase } from './harness.ts';
import { Holder } from './holder.ts';

/** @internal */
export const holdingCases: readonly LeaseCase[] = [
  {
    title: 'hold does the work and resolves when it has ended, not before',
    async run(harness, { patience }) {
      const { lease } = await harness.connect();
      const holder = new Holder(lease);
      const lost = await holder.held(patience, 'a free lease');
      assert.equal(lost.aborted, false);
      let ended = false;
      const end = holder.ended.then(() => {
        ended = true;
      });
      await new Promise(setImmediate);
      assert.equal(ended, false, 'hold must wait for the work');
      holder.letGo();
      await within(patience, 'hold', end);
    },
  },
  {
    title: 'one process at a time holds a name, and the next has it when the work has ended',
    async run(harness, { patience }) {
      const first = new Holder((await harness.connect()).lease);
      await first.held(patience, 'the first holder');
      const second = new Holder((await harness.connect()).lease);
      // Names do not meet: whoever gets this one asked after the second did.
      const witness = new Holder((await harness.connect()).lease, 'another-name');
      await witness.held(patience, 'another name is free');
      assert.equal(second.holds, false, 'the second holds while the first does');
      first.letGo();
      await second.held(patience, 'the second holder');
      for (const holder of [second, witness]) holder.letGo();
      await within(patience, 'all', Promise.all([first.ended, second.ended, witness.ended]));
    },
  },
  {
    title: 'of many that want it at once, in one process and in several, each gets its turn alone',
    async run(harness, { patience }) {
      const clients = [await harness.connect(), await harness.connect(), await harness.connect()];
      let holding = 0;
      let most = 0;
      let turns = 0;
      const work = async (): Promise<void> => {
        most = Math.max(most, ++holding);
        await new Promise(setImmediate);
        turns += 1;
        holding -= 1;
      };
      const never = new AbortController().signal;
      const all = clients.flatMap(({ lease }) => [lease.hold('relay', work, never), lease.hold('relay', work, never)]);
      await within(patience, 'six turns', Promise.all(all));
      assert.deepEqual({ turns, most }, { turns: 6, most: 1 });
    },
  },
  {
    title: 'a lease is renewed: work longer than its time to live keeps it',
    async run(harness, { patience }) {
      const first = new Holder((await harness.connect()).lease);
      const lost = await first.held(patience, 'the first holder');
      const second = new Holder((await harness.connect()).lease);
      await elapse(harness.timing.ttl * 2.5);
      assert.deepEqual({ taken: second.holds, lost: lost.aborted }, { taken: false, lost: false });
      first.letGo();
      await second.held(patience, 'the second holder');
      second.letGo();
      await within(patience, 'the second holder', second.ended);
    },
  },
  {
    title: 'what the work throws is thrown, after the lease was let go',
    async run(harness, { patience }) {
      const first = new Holder((await harness.connect()).lease);
      await first.held(patience, 'the first holder');
      const failure = new Error('the work failed');
      first.fail(failure);
      await assert.rejects(within(patience, 'hold', first.ended), (error) => error === failure);
      const second = new Holder((await harness.connect()).lease);
      await second.held(patience, 'the lease after a failure');
      second.letGo();
    },
  },
  {
    title: 'one that aborts while it waits, or before, resolves and never works',
    async run(harness, { patience }) {
      const first = new Holder((await harness.connect()).lease);
      await first.held(patience, 'the first holder');
      const { lease } = await harness.connect();
      const waiting = new Holder(lease);
      waiting.abort();
      await within(patience, 'the one that waited', waiting.ended);
      let worked = false;
      const work = async (): Promise<void> => {
        worked = true;
      };
      await within(patience, 'the one that came aborted', lease.hold('free', work, AbortSignal.abort()));
      first.letGo();
      await within(patience, 'the first holder', first.ended);
      const last = new Holder(lease);
      await last.held(patience, 'the lease, for who came later');
      last.letGo();
      assert.deepEqual({ waiting: waiting.holds, early: worked }, { waiting: false, early: false });
    },
  },
  {
    title: 'an abort while it holds is told to the work, and the lease is free when the work has ended',
    async run(harness, { patience }) {
      const first = new Holder((await harness.connect()).lease);
      await first.held(patience, 'the first holder');
      first.abort();
      await first.lost(patience, 'the abort');
      first.letGo();
      await within(patience, 'hold', first.ended);
      const second = new Holder((await harness.connect()).lease);
      await second.held(patience, 'the second holder');
      second.letGo();
    },
  },
];
