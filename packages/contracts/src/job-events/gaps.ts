import assert from 'node:assert/strict';
import { defaultQueue } from '@safelight/core';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase, QueueHarness, QueueProbe } from '../queue/harness.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';
import { Producer, wholeStory } from './producer.ts';

/** A loss behind the reader's back: the entries of one task are gone that nobody has read. */
async function lose(
  harness: QueueHarness,
  patience: number,
  how: (probe: QueueProbe) => Promise<void>,
): Promise<{ readonly producer: Producer; readonly lost: string; readonly after: string }> {
  const producer = await Producer.of(await harness.connect(), patience);
  const before = await producer.produce();
  const first = new FactReader((await harness.connect()).events, defaultQueue, { commits: true });
  await first.fact(patience, before, 'completed');
  await first.stop();
  const lost = await producer.produce();
  await how(harness.probe);
  return { producer, lost, after: await producer.produce() };
}

/** The ways in which entries get lost. */
const ways = {
  'was trimmed past the saved position': [
    'trim',
    (probe: QueueProbe) => probed(probe.trim?.(defaultQueue, 0), 'probe.trim'),
  ],
  'was lost, while the saved position stayed': [
    'loss',
    (probe: QueueProbe) => probed(probe.loseStream?.(defaultQueue), 'probe.loseStream'),
  ],
  'was lost with everything else': ['loss', (probe: QueueProbe) => probed(probe.flush?.(), 'probe.flush')],
} as const;

/** @internal */
export const gapCases: readonly QueueCase[] = [
  ...Object.entries(ways).map(
    ([what, [feature, how]]): QueueCase => ({
      title: `a stream that ${what} is told as a gap, once, and read on from its first entry`,
      needs: [feature],
      async run(harness, { patience }) {
        const { producer, lost, after } = await lose(harness, patience, how);
        const reader = new FactReader((await harness.connect()).events, defaultQueue, { commits: true });
        await reader.fact(patience, after, 'completed');
        assert.deepEqual([reader.story(lost), reader.story(after)], [[], wholeStory]);
        await reader.fact(patience, await producer.produce(), 'completed');
        const gaps = reader.batches.all.map((batch) => batch.gap);
        assert.deepEqual([gaps[0], gaps.slice(1).includes(true)], [true, false]);
        await reader.stop();
        const resumed = new FactReader((await harness.connect()).events, defaultQueue);
        const last = await producer.produce();
        await resumed.fact(patience, last, 'completed');
        assert.deepEqual([resumed.story(after), resumed.batches.all.some((batch) => batch.gap)], [[], false]);
        await resumed.stop();
      },
    }),
  ),
  ...Object.entries(ways).map(
    ([what, [feature, how]]): QueueCase => ({
      title: `a stream that ${what.replace('saved', 'read')} under a reader is told to it as a gap`,
      needs: [feature],
      async run(harness, { patience }) {
        for (const commits of [true, false]) await losesUnderReader(harness, patience, how, commits);
      },
    }),
  ),
];

/** The reader has read, stands still while entries come and get lost, and then reads on. */
async function losesUnderReader(
  harness: QueueHarness,
  patience: number,
  how: (probe: QueueProbe) => Promise<void>,
  commits: boolean,
): Promise<void> {
  const { events } = await harness.connect();
  const producer = await Producer.of(await harness.connect(), patience);
  const before = await producer.produce();
  const stop = new AbortController();
  const facts: string[] = [];
  let hasLost = false;
  let isTold = false;
  let lost = '';
  let after = '';
  const reading = (async () => {
    for await (const batch of events.read(defaultQueue, stop.signal)) {
      if (hasLost) isTold ||= batch.gap;
      facts.push(...batch.facts.map((fact) => `${fact.taskId} ${fact.type}`));
      if (commits) await events.commit(batch);
      if (!hasLost && facts.includes(`${before} completed`)) {
        lost = await producer.produce();
        await how(harness.probe);
        after = await producer.produce();
        hasLost = true;
      }
      if (hasLost && facts.includes(`${after} completed`)) return;
    }
  })();
  await within(3 * patience, 'the facts after the loss', reading).finally(() => stop.abort());
  // A reader that had fetched ahead has missed nothing.
  assert.ok(isTold || facts.includes(`${lost} completed`), commits ? 'a reader that commits' : 'one that does not');
}
