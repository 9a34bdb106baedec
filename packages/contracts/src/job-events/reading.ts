import assert from 'node:assert/strict';
import { defaultQueue } from '@safelight/core';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase } from '../queue/harness.ts';
import { rejectsWith } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';
import { Producer, wholeStory } from './producer.ts';

/** @internal */
export const readingCases: readonly QueueCase[] = [
  {
    title: 'partitions gives the names of the queues',
    async run(harness) {
      const { events } = await harness.connect();
      assert.deepEqual([...(await events.partitions())].sort(), [defaultQueue, harness.otherQueue].sort());
    },
  },
  {
    title: 'a stream without a saved position is read from its beginning, with a gap first, then on as it grows',
    async run(harness, { patience }) {
      const client = await harness.connect();
      const producer = await Producer.of(client, patience);
      const early = await producer.produce();
      const reader = new FactReader((await harness.connect()).events, defaultQueue);
      const first = await reader.batches.next(patience, 'the first batch');
      assert.deepEqual([first.gap, first.partition], [true, defaultQueue]);
      await reader.fact(patience, early, 'completed');
      const late = await producer.produce();
      await reader.fact(patience, late, 'completed');
      assert.deepEqual([reader.story(early), reader.story(late)], [wholeStory, wholeStory]);
      const gaps = reader.batches.all.filter((batch) => batch.gap);
      assert.equal(gaps.length, 1, 'the gap is told once');
      await reader.stop();
    },
  },
  {
    title: 'an empty stream begins with a gap as well, and is waited at',
    async run(harness, { patience }) {
      const reader = new FactReader((await harness.connect()).events, defaultQueue);
      const first = await reader.batches.next(patience, 'the first batch');
      assert.deepEqual([first.gap, first.facts], [true, []]);
      const task = await (await Producer.of(await harness.connect(), patience)).produce();
      await reader.fact(patience, task, 'completed');
      await reader.stop();
    },
  },
  {
    title: 'a reader in another process resumes at the saved position, without a gap',
    async run(harness, { patience }) {
      const producer = await Producer.of(await harness.connect(), patience);
      const before = await producer.produce();
      const first = new FactReader((await harness.connect()).events, defaultQueue, { commits: true });
      await first.fact(patience, before, 'completed');
      await first.stop();
      const meanwhile = await producer.produce();
      const second = new FactReader((await harness.connect()).events, defaultQueue);
      await second.fact(patience, meanwhile, 'completed');
      assert.deepEqual([second.story(before), second.story(meanwhile)], [[], wholeStory]);
      assert.ok(!second.batches.all.some((batch) => batch.gap), 'no gap');
      await second.stop();
    },
  },
  {
    title: 'what was read but not committed is read again',
    async run(harness, { patience }) {
      const producer = await Producer.of(await harness.connect(), patience);
      const before = await producer.produce();
      const first = new FactReader((await harness.connect()).events, defaultQueue, { commits: true });
      await first.fact(patience, before, 'completed');
      await first.stop();
      const task = await producer.produce();
      for (const reading of ['the first', 'the second']) {
        const reader = new FactReader((await harness.connect()).events, defaultQueue);
        await reader.fact(patience, task, 'completed');
        assert.deepEqual(reader.story(task), wholeStory, reading);
        await reader.stop();
      }
    },
  },
  {
    title: 'several readers each get every fact, in the order of the stream',
    async run(harness, { patience }) {
      const readers = [
        new FactReader((await harness.connect()).events, defaultQueue),
        new FactReader((await harness.connect()).events, defaultQueue),
      ];
      const producer = await Producer.of(await harness.connect(), patience);
      const tasks = [await producer.produce(), await producer.produce(), await producer.produce()];
      for (const reader of readers) {
        await reader.fact(patience, tasks[2] ?? '', 'completed');
        const told = reader.facts.map((fact) => `${fact.taskId} ${fact.type}`);
        assert.deepEqual(
          told,
          tasks.flatMap((task) => [`${task} started`, `${task} completed`]),
        );
        await reader.stop();
      }
    },
  },
  {
    title: 'the streams of two queues are independent, and so are their positions',
    async run(harness, { patience }) {
      const { otherQueue } = harness;
      const producer = await Producer.of(await harness.connect(), patience);
      const [here, there] = [await producer.produce(), await producer.produce(otherQueue)];
      const reader = new FactReader((await harness.connect()).events, defaultQueue, { commits: true });
      await reader.fact(patience, here, 'completed');
      assert.deepEqual(reader.story(there), []);
      await reader.stop();
      const other = new FactReader((await harness.connect()).events, otherQueue);
      const first = await other.batches.next(patience, 'the first batch of the other queue');
      assert.deepEqual([first.gap, first.partition], [true, otherQueue]);
      await other.fact(patience, there, 'completed');
      assert.deepEqual([other.story(there), other.story(here)], [wholeStory, []]);
      await other.stop();
    },
  },
  {
    title: 'reading ends when the signal aborts, also while it waits at the end, and when it had aborted before',
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      await reader.batches.next(patience, 'the first batch');
      await within(patience, 'the end of the reading', reader.stop());
      let batches = 0;
      const early = (async () => {
        for await (const _batch of events.read(defaultQueue, AbortSignal.abort())) batches += 1;
      })();
      await within(patience, 'the end of a reading that came aborted', early);
      assert.equal(batches, 0);
    },
  },
  {
    title: 'close ends this client’s readers and is idempotent',
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const reading = (async () => {
        for await (const _batch of events.read(defaultQueue, new AbortController().signal)) await events.close();
      })();
      await within(patience, 'the end of the reading', reading);
      await within(patience, 'close again', events.close());
    },
  },
  {
    title: 'a queue that cannot be reached is told as UNAVAILABLE to readers and commits; reading again goes on',
    needs: ['outage'],
    async run(harness, { patience }) {
      const client = await harness.connect();
      const producer = await Producer.of(client, patience);
      const before = await producer.produce();
      const reader = new FactReader(client.events, defaultQueue, { commits: true });
      await reader.fact(patience, before, 'completed');
      const seen = reader.batches.all.at(-1);
      assert.ok(seen);
      await probed(harness.probe.cut?.(), 'probe.cut');
      await rejectsWith(patience, 'UNAVAILABLE', 'commit', client.events.commit(seen));
      const reading = (async () => {
        for await (const batch of client.events.read(defaultQueue, new AbortController().signal)) return batch;
      })();
      await rejectsWith(patience, 'UNAVAILABLE', 'read', reading);
      await probed(harness.probe.mend?.(), 'probe.mend');
      const after = await producer.produce();
      await reader.fact(patience, after, 'completed');
      assert.deepEqual(reader.story(after), wholeStory);
      await reader.stop();
    },
  },
];
