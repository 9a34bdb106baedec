import { type Pipeline, UnavailableError } from '@safelight/core';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { EventFeed } from '../src/events/event-feed.ts';
import type { ViewOf } from '../src/events/task-messages.ts';
import { taskView } from '../src/http/schemas/task-view.ts';
import { type LiveService, startLive } from './support/live-service.ts';
import { openStream, type Received } from './support/sse.ts';

/** Counts what is read of the list, and lets each read wait. */
function watchReads(service: LiveService): { count: number; gate: () => Promise<void> } {
  const reads = { count: 0, gate: async (): Promise<void> => {} };
  const list = service.pipeline.list.bind(service.pipeline);
  const watched: Pipeline['list'] = async (options) => {
    reads.count += 1;
    const page = await list(options);
    await reads.gate();
    return page;
  };
  service.pipeline.list = watched;
  return reads;
}

function gate(): { readonly closed: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const closed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { closed, open };
}

async function followers({ metrics }: LiveService): Promise<number> {
  return Number(/\{stream="feed"\} (\d+)/.exec(await metrics.render())?.[1] ?? 0);
}

/** Of a task: its version in the snapshot, 0 where it is not in it, then those of its events. */
function versionsOf([snapshot, ...events]: readonly Received[], taskId: string): readonly number[] {
  const tasks: unknown = snapshot?.data.tasks;
  const told: unknown = Array.isArray(tasks) ? tasks.find(({ id }) => id === taskId)?.version : undefined;
  return [
    Number(told ?? 0),
    ...events.filter(({ data }) => data.taskId === taskId).map(({ data }) => Number(data.version)),
  ];
}

/** Each from one more than the one before. */
const upTo = (versions: readonly number[]): readonly number[] => versions.map((_version, n) => (versions[0] ?? 0) + n);

describe('the snapshot of GET /events', () => {
  it('is read once for 300 who wait for it, and nobody misses or hears twice what happens meanwhile', async () => {
    await using service = await startLive({ silence: 60_000 });
    const before = await service.complete();
    const reads = watchReads(service);
    const { closed, open } = gate();
    reads.gate = () => closed;
    const opening = Array.from({ length: 300 }, () => openStream(`${service.url}/events`));
    const first = service.complete();
    await expect.poll(() => followers(service), { timeout: 20_000 }).toBe(300);
    const second = await service.complete();
    open();
    const last = await service.complete();
    const ids = [before.id, (await first).id, second.id, last.id];
    const streams = await Promise.all(opening);
    for (const stream of streams) {
      const events: Received[] = [];
      while (versionsOf(events, last.id).at(-1) !== last.version) {
        const event = await stream.next();
        if (event === undefined) throw new Error('The stream ended.');
        events.push(event);
      }
      for (const id of ids) expect(versionsOf(events, id)).toEqual(upTo(versionsOf(events, id)));
    }
    expect(reads.count).toBe(1);
    for (const stream of streams) await stream[Symbol.asyncDispose]();
  });

  it('is completed by what was told between its reading and who came late', async () => {
    await using service = await startLive({ silence: 60_000 });
    const reads = watchReads(service);
    const { closed, open } = gate();
    reads.gate = () => closed;
    const early = openStream(`${service.url}/events`);
    await expect.poll(() => reads.count).toBe(1);
    // It is not in what was read.
    const task = await service.complete();
    const late = openStream(`${service.url}/events`);
    await expect.poll(() => followers(service), { timeout: 20_000 }).toBe(2);
    open();
    for (const opening of [early, late]) {
      await using stream = await opening;
      const events = await stream.until('task.completed');
      expect(events[0]?.data).toEqual({ tasks: [] });
      expect(versionsOf(events, task.id)).toEqual(Array.from({ length: task.version + 1 }, (_, version) => version));
    }
    expect(reads.count).toBe(1);
  });

  it('is read anew once nobody followed, however soon after', async () => {
    await using service = await startLive();
    const reads = watchReads(service);
    const { bus } = service.engines.connect();
    const viewOf: ViewOf = (task) => taskView(task, '/output');
    const feed = new EventFeed({ bus, pipeline: service.pipeline, viewOf, logger: pino({ level: 'silent' }) });
    for (const expected of [1, 2]) {
      const leave = feed.follow(() => {});
      await Promise.all([feed.snapshot(), feed.snapshot()]);
      leave();
      expect(reads.count).toBe(expected);
    }
    await feed.close();
  });

  it('is read anew after it could not be read', async () => {
    await using service = await startLive({ silence: 60_000 });
    const reads = watchReads(service);
    const { gate: free } = reads;
    reads.gate = async () => {
      throw new UnavailableError('repository', 'It is away.');
    };
    expect((await fetch(`${service.url}/events`)).status).toBe(503);
    reads.gate = free;
    await using stream = await openStream(`${service.url}/events`);
    expect((await stream.next())?.event).toBe('snapshot');
  });
});
