import assert from 'node:assert/strict';
import { defaultQueue, type JobEvents } from '@safelight/core';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase, QueueHarness, QueueProbe } from '../queue/harness.ts';
import { rejectsWith } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import { elapse, eventually } from '../support/waiting.ts';
import { Producer } from './producer.ts';

/** Long enough to be told apart from what a round trip takes, in milliseconds. */
const apart = 250;
/** What two clocks and a round trip may add, in milliseconds. */
const tolerance = 100;

/** How far the relay of a queue is behind. */
async function behind(events: JobEvents, queue: string = defaultQueue): Promise<number> {
  const found = (await events.lag()).find(({ partition }) => partition === queue);
  assert.ok(found, `the lag of ${queue} must be told`);
  return found.behind;
}

/** Resolves once the relay is this far behind. */
async function reachesLag(ms: number, events: JobEvents, lag: number): Promise<void> {
  await eventually(ms, `a lag of ${lag} ms`, async () => ((await behind(events)) >= lag ? true : undefined));
}

/** Saves the position behind the last entry, and behind what comes after it until it is stopped. */
async function relayAll(harness: QueueHarness, ms: number): Promise<FactReader> {
  const { events } = await harness.connect();
  const reader = new FactReader(events, defaultQueue, { commits: true });
  await eventually(ms, 'the end of the stream', async () => ((await behind(events)) === 0 ? true : undefined));
  return reader;
}

/** The ways in which a position, or what it was saved of, gets lost. */
const losses: Readonly<Record<string, (probe: QueueProbe) => Promise<void>>> = {
  'the saved position': (probe) => probed(probe.forgetPosition?.(defaultQueue), 'probe.forgetPosition'),
  'the stream': (probe) => probed(probe.loseStream?.(defaultQueue), 'probe.loseStream'),
  everything: (probe) => probed(probe.flush?.(), 'probe.flush'),
};

/** @internal */
export const laggingCases: readonly QueueCase[] = [
  {
    title: 'lag is told for each queue, in the order of partitions, and is 0 where nothing was written',
    async run(harness) {
      const { events } = await harness.connect();
      const wanted = (await events.partitions()).map((partition) => ({ partition, behind: 0 }));
      assert.deepEqual(await events.lag(), wanted);
    },
  },
  {
    title:
      'lag grows from the first entry on while no position is saved, also where it was read, and of one queue only',
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const producer = await Producer.of(await harness.connect(), patience);
      const begun = performance.now();
      const task = await producer.produce();
      const reader = new FactReader(events, defaultQueue);
      await reader.fact(patience, task, 'completed');
      await reader.stop();
      await reachesLag(patience, events, apart);
      await producer.produce();
      const lag = await behind(events);
      const elapsed = performance.now() - begun;
      assert.ok(lag >= apart && lag <= elapsed + tolerance, `${lag} ms behind after ${elapsed} ms`);
      assert.equal(await behind(events, harness.otherQueue), 0);
    },
  },
  {
    title:
      'lag is 0 once the end of the stream is saved, then counts from the first entry after it; any client is told',
    async run(harness, { patience }) {
      const other = (await harness.connect()).events;
      const producer = await Producer.of(await harness.connect(), patience);
      await producer.produce();
      await reachesLag(patience, other, apart);
      const relay = await relayAll(harness, patience);
      await elapse(apart);
      assert.equal(await behind(other), 0, 'a silent stream has no lag');
      await relay.stop();
      const begun = performance.now();
      await producer.produce();
      const lag = await behind(other);
      const elapsed = performance.now() - begun;
      assert.ok(lag <= elapsed + tolerance, `${lag} ms behind after ${elapsed} ms: what was relayed is not counted`);
      await reachesLag(patience, other, apart);
    },
  },
  {
    title: 'lag counts from the oldest entry that is left of a stream that was trimmed',
    needs: ['trim'],
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      const producer = await Producer.of(await harness.connect(), patience);
      await producer.produce();
      await reachesLag(patience, events, apart);
      const begun = performance.now();
      await producer.produce();
      await probed(harness.probe.trim?.(defaultQueue, 1), 'probe.trim');
      const lag = await behind(events);
      const elapsed = performance.now() - begun;
      assert.ok(lag <= elapsed + tolerance, `${lag} ms behind after ${elapsed} ms: what is gone is not counted`);
      await probed(harness.probe.trim?.(defaultQueue, 0), 'probe.trim');
      assert.equal(await behind(events), 0);
    },
  },
  ...Object.entries(losses).map(
    ([what, lose]): QueueCase => ({
      title: `lag counts from the first entry that is left once ${what} was lost, and does not hide what comes then`,
      needs: ['loss'],
      async run(harness, { patience }) {
        const { events } = await harness.connect();
        const producer = await Producer.of(await harness.connect(), patience);
        await producer.produce();
        const relay = await relayAll(harness, patience);
        await elapse(apart);
        await relay.stop();
        await lose(harness.probe);
        const lag = await behind(events);
        if (what === 'the saved position') assert.ok(lag >= apart / 2, `${lag} ms: the stream is all to be read again`);
        else assert.equal(lag, 0, 'nothing is left to be read');
        await producer.produce();
        await reachesLag(patience, events, apart);
      },
    }),
  ),
  {
    title: 'lag of a queue that cannot be reached is UNAVAILABLE, and told again once it can',
    needs: ['outage'],
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      await events.lag();
      await probed(harness.probe.cut?.(), 'probe.cut');
      await rejectsWith(patience, 'UNAVAILABLE', 'lag', events.lag());
      await probed(harness.probe.mend?.(), 'probe.mend');
      const told = async (): Promise<number | undefined> => {
        try {
          return await behind(events);
        } catch {
          return undefined;
        }
      };
      assert.equal(await eventually(patience, 'the lag after the outage', told), 0);
    },
  },
  {
    title: 'lag after close is UNAVAILABLE',
    async run(harness, { patience }) {
      const { events } = await harness.connect();
      await events.close();
      await rejectsWith(patience, 'UNAVAILABLE', 'lag', events.lag());
    },
  },
];
