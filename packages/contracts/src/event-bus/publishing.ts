import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type DomainEvent, type Json, parseEvent } from '@safelight/core';
import { anEvent } from '../builders/events.ts';
import { aTask, longAgo } from '../builders/tasks.ts';
import { probed } from '../support/probed.ts';
import type { LogEntry } from '../support/recording-log.ts';
import { eventually, within } from '../support/waiting.ts';
import { Ear } from './ear.ts';
import type { EventBusCase } from './harness.ts';

/** The events of one task among them. */
function ofTask(events: readonly DomainEvent[], taskId: string): readonly DomainEvent[] {
  return events.filter((event) => event.taskId === taskId);
}

/** Checks that a failure to publish an event of task `a1` was logged so that one can find it. */
function assertTold(log: readonly LogEntry[]): void {
  const line = log.find(({ level }) => level === 'warn' || level === 'error');
  assert.ok(line, 'an event that is not published must be logged');
  const said = `${line.message} ${inspect(line.fields)}`;
  assert.match(said, /a1/, 'the log must name the task');
  assert.match(said, /task\.progress/, 'the log must name the type of event');
}

/** @internal */
export const publishingCases: readonly EventBusCase[] = [
  {
    title: 'every subscriber in every process hears every event as it was published',
    async run(harness, { patience }) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const ears = [await Ear.of(one), await Ear.of(one), await Ear.of(other)];
      const task = aTask();
      const events: readonly DomainEvent[] = [
        { taskId: task.id, timestamp: longAgo, eventType: 'task.created', source: task.source, eventId: 'e1' },
        anEvent(task.id, 1, { metadata: { name: 'Žofie ✓', nested: [1, null, { a: 'b' }] } }),
        { ...anEvent(task.id, 2), ...{ fromTheFuture: [1] } },
      ];
      await one.publish(events);
      for (const ear of ears) assert.deepEqual(await ear.until(patience, anEvent(task.id, 2)), events);
    },
  },
  {
    title: 'the events of a task come in order, whether published together, in turn or without waiting',
    async run(harness, { patience }) {
      const [publisher, listener] = [await harness.connect(), await harness.connect()];
      const ear = await Ear.of(listener);
      const ids = ['a1', 'b1', 'c1'];
      const batch = (n: number): readonly DomainEvent[] => ids.map((id) => anEvent(id, n));
      await publisher.publish(Array.from({ length: 20 }, (_, n) => batch(n + 1)).flat());
      for (let n = 21; n <= 30; n++) await publisher.publish(batch(n));
      const rest = Array.from({ length: 20 }, (_, n) => publisher.publish(batch(n + 31)));
      await within(patience, 'publish', Promise.all(rest));
      for (const id of ids) {
        const heard = await ear.until(patience, anEvent(id, 50));
        const expected = Array.from({ length: 50 }, (_, n) => anEvent(id, n + 1));
        assert.deepEqual(ofTask(heard, id), expected);
      }
    },
  },
  {
    title: 'the channel carries each event as JSON with the wire’s own field names',
    needs: ['rawMessages'],
    async run(harness, { patience }) {
      const bus = await harness.connect();
      const event = anEvent('a1');
      await bus.publish([event]);
      const texts = await eventually(patience, 'a message on the channel', async () => {
        const heard = await probed(harness.probe.heard?.(), 'probe.heard');
        return heard.length > 0 ? heard : undefined;
      });
      assert.equal(texts.length, 1);
      assert.deepEqual(parseEvent(texts[0] ?? ''), event);
    },
  },
  {
    title: 'publish waits for no subscriber, and calls none before it returns control',
    async run(harness, { patience }) {
      const bus = await harness.connect();
      const order: string[] = [];
      const ear = await Ear.of(bus, () => {
        order.push('heard');
      });
      const published = bus.publish([anEvent('a1', 1)]);
      order.push('returned');
      await within(patience, 'publish', published);
      await bus.publish([anEvent('a1', 2)]);
      await ear.until(patience, anEvent('a1', 2));
      assert.deepEqual(order, ['returned', 'heard', 'heard']);
    },
  },
  {
    title: 'publish never throws: nobody listens, nothing to say, closed',
    async run(harness, { patience, logged }) {
      const bus = await harness.connect();
      await within(patience, 'publish nothing', bus.publish([]));
      await within(patience, 'publish to nobody', bus.publish([anEvent('a1', 1)]));
      await bus.close();
      await within(patience, 'publish after close', bus.publish([anEvent('a1', 2)]));
      assertTold(logged());
    },
  },
  {
    title: 'what JSON cannot carry is logged with task and type, and what comes after is heard',
    needs: ['serialisation'],
    async run(harness, { patience, logged }) {
      const bus = await harness.connect();
      const ear = await Ear.of(bus);
      const loop: Record<string, Json> = {};
      loop.self = loop;
      await within(patience, 'publish', bus.publish([anEvent('a1', 1, { metadata: loop })]));
      assertTold(logged());
      await bus.publish([anEvent('a1', 2)]);
      assert.deepEqual(await ear.until(patience, anEvent('a1', 2)), [anEvent('a1', 2)]);
    },
  },
  {
    title: 'a lost message is lost, and what comes after is heard',
    needs: ['loss'],
    async run(harness, { patience }) {
      const bus = await harness.connect();
      const ear = await Ear.of(bus);
      await probed(harness.probe.loseNext?.(), 'probe.loseNext');
      await within(patience, 'publish', bus.publish([anEvent('a1', 1)]));
      await bus.publish([anEvent('a1', 2)]);
      assert.deepEqual(await ear.until(patience, anEvent('a1', 2)), [anEvent('a1', 2)]);
    },
  },
  {
    title: 'an outage makes publish neither throw nor hang, is logged, and mends itself',
    needs: ['outage'],
    async run(harness, { patience, logged }) {
      const bus = await harness.connect();
      const ear = await Ear.of(bus);
      await probed(harness.probe.cut?.(), 'probe.cut');
      await within(patience, 'publish during the outage', bus.publish([anEvent('a1', 1)]));
      assert.ok(
        logged().some(({ level }) => level === 'warn' || level === 'error'),
        'the failure must be logged',
      );
      await probed(harness.probe.mend?.(), 'probe.mend');
      // When the subscription is back cannot be told from outside: the first event that is heard shows it.
      let n = 1;
      await eventually(patience, 'an event after the outage', async () => {
        n += 1;
        await bus.publish([anEvent('a1', n)]);
        return ear.heard.length > 0 ? true : undefined;
      });
    },
  },
];
