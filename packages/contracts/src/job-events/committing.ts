import assert from 'node:assert/strict';
import { defaultQueue, type FactBatch, type JobEvents } from '@safelight/core';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase, QueueHarness } from '../queue/harness.ts';
import { probed } from '../support/probed.ts';
import { Producer } from './producer.ts';

/** Reads until the task has completed; gives the batch that told it, uncommitted. */
async function batchOf(events: JobEvents, ms: number, taskId: string): Promise<FactBatch> {
  const reader = new FactReader(events, defaultQueue);
  const tells = (batch: FactBatch): boolean =>
    batch.facts.some((fact) => fact.taskId === taskId && fact.type === 'completed');
  const batch = await reader.batches.first(ms, `the batch of ${taskId}`, tells);
  await reader.stop();
  return batch;
}

/** What a new reader is told first, and whether that is a gap. */
async function firstBatch(harness: QueueHarness, ms: number, taskId: string): Promise<FactReader> {
  const reader = new FactReader((await harness.connect()).events, defaultQueue);
  await reader.fact(ms, taskId, 'completed');
  await reader.stop();
  return reader;
}

/** @internal */
export const committingCases: readonly QueueCase[] = [
  {
    title: 'a position moves forward only: an older batch that is committed late changes nothing',
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const producer = await Producer.of(await harness.connect(), patience);
      const [one, two] = [await producer.produce(), await producer.produce()];
      // Read apart, so that there are two positions, the older with the first task only.
      const reader = new FactReader(events, defaultQueue);
      await reader.fact(patience, two, 'completed');
      const three = await producer.produce();
      await reader.fact(patience, three, 'completed');
      await reader.stop();
      const [older, newer] = [reader.batches.all[0], reader.batches.all.at(-1)];
      assert.ok(older && newer && older !== newer);
      await events.commit(newer);
      await events.commit(older);
      const four = await producer.produce();
      const resumed = await firstBatch(harness, patience, four);
      assert.deepEqual(
        [one, two, three].flatMap((task) => resumed.story(task)),
        [],
      );
    },
  },
  {
    title: 'a forgotten position is told as a gap, and the stream is read from its beginning',
    needs: ['loss'],
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const producer = await Producer.of(await harness.connect(), patience);
      const task = await producer.produce();
      await events.commit(await batchOf(events, patience, task));
      await probed(harness.probe.forgetPosition?.(defaultQueue), 'probe.forgetPosition');
      const reader = await firstBatch(harness, patience, task);
      assert.equal(reader.batches.all[0]?.gap, true);
    },
  },
  {
    title: 'a position that was forgotten between read and commit stays forgotten: the next reader is told a gap',
    needs: ['loss'],
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const producer = await Producer.of(await harness.connect(), patience);
      const first = await producer.produce();
      await events.commit(await batchOf(events, patience, first));
      const second = await producer.produce();
      const batch = await batchOf(events, patience, second);
      await probed(harness.probe.forgetPosition?.(defaultQueue), 'probe.forgetPosition');
      await events.commit(batch);
      const reader = await firstBatch(harness, patience, first);
      assert.equal(reader.batches.all[0]?.gap, true);
    },
  },
  {
    title: 'a commit after everything was lost does not paper over it, be it of the first batch or of a later one',
    needs: ['loss'],
    async run(harness, { patience }) {
      for (const isLater of [false, true]) {
        const { events } = await harness.connect();
        const producer = await Producer.of(await harness.connect(), patience);
        const read = await producer.produce();
        const batch = await batchOf(events, patience, read);
        if (isLater) await events.commit(batch);
        const next = isLater ? await batchOf(events, patience, await producer.produce()) : batch;
        await producer.produce();
        await probed(harness.probe.flush?.(), 'probe.flush');
        const after = await producer.produce();
        await events.commit(next);
        const reader = await firstBatch(harness, patience, after);
        assert.equal(reader.batches.all[0]?.gap, true, isLater ? 'a later batch' : 'the first batch');
      }
    },
  },
];
