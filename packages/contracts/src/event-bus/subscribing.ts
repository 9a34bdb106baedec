import assert from 'node:assert/strict';
import { canonicalJson } from '@safelight/core';
import { anEvent } from '../builders/events.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';
import { Ear } from './ear.ts';
import type { EventBusCase } from './harness.ts';

/** @internal */
export const subscribingCases: readonly EventBusCase[] = [
  {
    title: 'a subscriber hears what is published from now on, nothing from before',
    async run(harness, { patience }) {
      const [publisher, listener] = [await harness.connect(), await harness.connect()];
      await publisher.publish([anEvent('a1', 1)]);
      const ear = await Ear.of(listener);
      await publisher.publish([anEvent('a1', 2)]);
      assert.deepEqual(await ear.until(patience, anEvent('a1', 2)), [anEvent('a1', 2)]);
    },
  },
  {
    title: 'a subscriber that throws is logged, and disturbs neither publisher, nor others, nor what it hears next',
    async run(harness, { patience, logged }) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const broken = await Ear.of(one, () => {
        throw new Error('the subscriber is broken');
      });
      const ears = [await Ear.of(one), await Ear.of(other), broken];
      await within(patience, 'publish', one.publish([anEvent('a1', 1), anEvent('a1', 2)]));
      await within(patience, 'publish', other.publish([anEvent('a1', 3)]));
      for (const ear of ears) assert.equal((await ear.until(patience, anEvent('a1', 3))).length, 3);
      const lines = logged().filter(({ level }) => level === 'warn' || level === 'error');
      assert.ok(lines.length > 0, 'what a subscriber throws must be logged');
    },
  },
  {
    title: 'messages that are no events are logged and passed, and what follows is heard',
    needs: ['rawMessages'],
    async run(harness, { patience, logged }) {
      const bus = await harness.connect();
      const ear = await Ear.of(bus);
      const bad = ['', 'no json', '[]', 'null', '{}', '{"taskId":"a1","timestamp":1,"eventType":"task.exploded"}'];
      for (const text of bad) await probed(harness.probe.inject?.(text), 'probe.inject');
      await bus.publish([anEvent('a1')]);
      assert.deepEqual(await ear.until(patience, anEvent('a1')), [anEvent('a1')]);
      const lines = logged().filter(({ level }) => level === 'warn' || level === 'error');
      assert.ok(lines.length >= bad.length, `each of ${bad.length} must be logged, ${lines.length} were`);
    },
  },
  {
    title: 'an event of a foreign publisher is heard as it is, without version and with unknown fields',
    needs: ['rawMessages'],
    async run(harness, { patience }) {
      const bus = await harness.connect();
      const ear = await Ear.of(bus);
      const foreign = { taskId: 'a1', timestamp: 1, eventType: 'task.processing', workerId: 'legacy', host: 'h1' };
      await probed(harness.probe.inject?.(canonicalJson(foreign)), 'probe.inject');
      await bus.publish([anEvent('a1')]);
      assert.deepEqual(await ear.until(patience, anEvent('a1')), [foreign, anEvent('a1')]);
    },
  },
  {
    title: 'who unsubscribed is not called any more, others are; unsubscribing twice is once',
    async run(harness, { patience }) {
      const bus = await harness.connect();
      const [gone, stays] = [await Ear.of(bus), await Ear.of(bus)];
      await bus.publish([anEvent('a1', 1)]);
      await gone.until(patience, anEvent('a1', 1));
      await gone.unsubscribe();
      await gone.unsubscribe();
      await bus.publish([anEvent('a1', 2)]);
      await stays.until(patience, anEvent('a1', 2));
      assert.deepEqual(gone.heard, [anEvent('a1', 1)]);
      const again = await Ear.of(bus);
      await bus.publish([anEvent('a1', 3)]);
      assert.deepEqual(await again.until(patience, anEvent('a1', 3)), [anEvent('a1', 3)]);
    },
  },
  {
    title: 'close ends this client’s subscriptions, leaves other clients alone, and is idempotent',
    async run(harness, { patience }) {
      const [closed, open] = [await harness.connect(), await harness.connect()];
      const [gone, stays] = [await Ear.of(closed), await Ear.of(open)];
      await within(patience, 'close', closed.close());
      await within(patience, 'close again', closed.close());
      await gone.unsubscribe();
      await open.publish([anEvent('a1')]);
      await stays.until(patience, anEvent('a1'));
      assert.deepEqual(gone.heard, []);
    },
  },
];
