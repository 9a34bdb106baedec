import { describe, expect, it } from 'vitest';
import { GatedProcessor, type LiveService, startLive } from './support/live-service.ts';
import { openStream, type Received, type Stream } from './support/sse.ts';

const about = (events: readonly Received[], taskId: string): readonly string[] =>
  events.filter(({ data }) => (data.taskId ?? data.id) === taskId).map(({ event }) => event);

/** No look at the tasks while a busy machine is slow: a look tells `task` where an event is expected. */
const onlyTheBus = { silence: 60_000 };

describe('GET /events', () => {
  it('tells the newest tasks, then every event of all', async () => {
    const processor = new GatedProcessor();
    await using service = await startLive({ processor, ...onlyTheBus });
    processor.pass(2);
    const before = await service.complete();
    await using stream = await openStream(`${service.url}/events`);
    const snapshot = await stream.next();
    expect(snapshot).toMatchObject({ event: 'snapshot', data: { tasks: [{ id: before.id, status: 'completed' }] } });

    const { id } = await service.submit();
    processor.pass(2);
    const events = await stream.until('task.completed');
    expect(about(events, id).filter((name) => name !== 'task.progress')).toEqual([
      'task.created',
      'task.processing',
      'task.completed',
    ]);
    // As the page needs them: in the order of versions.
    const versions = events.map(({ data }) => Number(data.version));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(events.every((event) => event.id === undefined)).toBe(true);
  });

  it('tells two who follow the same, from one subscription', async () => {
    await using service = await startLive(onlyTheBus);
    await using first = await openStream(`${service.url}/events`);
    await using second = await openStream(`${service.url}/events`);
    await Promise.all([first.next(), second.next()]);
    await service.submit();
    const [one, other] = await Promise.all([first.until('task.completed'), second.until('task.completed')]);
    expect(other).toEqual(one);
  });

  it('tells an event once, and none after what is newer, from a bus that doubles and reorders', async () => {
    await using service = await startLive(onlyTheBus);
    let n = 0;
    service.engines.channel.weather = () => [(n++ * 7) % 30, (n++ * 11) % 40];
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    const { id } = await service.submit();
    await service.pipeline.waitFor(id);
    const other = await service.submit();
    const events: Received[] = [];
    while (!about(events, other.id).includes('task.completed')) events.push(...(await stream.until('task.completed')));
    for (const task of [id, other.id]) {
      const told = events.filter(({ data }) => data.taskId === task);
      const versions = told.map(({ data }) => Number(data.version));
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      expect(new Set(told.map(({ data }) => data.eventId)).size).toBe(told.length);
    }
  });

  it('does not tell again what the snapshot told, to who came while it was on its way', async () => {
    await using service = await startLive(onlyTheBus);
    await using first = await openStream(`${service.url}/events`);
    await first.next();
    let arrive = (): void => {};
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const bus = service.engines.channel;
    const deliver = bus.send.bind(bus);
    bus.send = (messages) => void held.then(() => deliver(messages));
    const early = await service.complete();
    await using second = await withSnapshotOf(service, early.id);
    arrive();
    expect(about(await first.until('task.completed'), early.id)).toContain('task.created');
    const late = await service.submit();
    const told = await second.until('task.completed');
    expect(told.every(({ data }) => data.taskId === late.id)).toBe(true);
  });

  it('tells of the failure and the retry, which are one version of the task', async () => {
    await using service = await startLive({
      processor: {
        derive: async function* () {
          throw new Error('The lamp is out.');
        },
      },
    });
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    await service.submit();
    const events = await stream.until('task.retry');
    expect(events.slice(-2)).toMatchObject([
      { event: 'task.failed', data: { willRetry: true } },
      { event: 'task.retry', data: { attempts: 1 } },
    ]);
    expect(events.at(-1)?.data.version).toBe(events.at(-2)?.data.version);
  });

  it('tells of tasks while the bus says nothing at all', async () => {
    const processor = new GatedProcessor();
    await using service = await startLive({ processor });
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    service.engines.channel.weather = () => [];
    const { id } = await service.submit();
    await stream.until('task');
    processor.pass(2);
    for (;;) {
      const told = await stream.next();
      expect(told?.event).toBe('task');
      if (told?.data.id === id && told.data.status === 'completed') break;
    }
  });

  it('finds out how a task ended that the bus fell silent about', async () => {
    const processor = new GatedProcessor();
    await using service = await startLive({ processor });
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    const { id } = await service.submit();
    await stream.until('task.processing');
    // It goes on to tell of other tasks.
    service.engines.channel.weather = (message) => (typeof message !== 'string' && message.taskId === id ? [] : [0]);
    processor.pass(2);
    const others = setInterval(() => void service.pipeline.submit('none.jpg'), 50);
    try {
      const told = (await stream.until('task')).at(-1);
      expect(told?.data).toMatchObject({ id });
    } finally {
      clearInterval(others);
    }
  });

  it("looks at a task that another's publisher told of", async () => {
    await using service = await startLive({ processor: new GatedProcessor(), silence: 60_000, lookEvery: 50 });
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    const { id } = await service.submit();
    await stream.until('task.processing');
    service.engines.channel.send([{ taskId: id, timestamp: 1, eventType: 'task.cancelled' }]);
    const told = (await stream.until('task')).at(-1);
    expect(told?.data).toMatchObject({ id, status: 'cancelled' });
  });

  it('keeps silent connections alive', async () => {
    await using service = await startLive({ config: { heartbeatEvery: 10 } });
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    const pending = stream.next();
    await expect.poll(() => stream.comments.length).toBeGreaterThan(2);
    await service.submit();
    expect((await pending)?.event).toBe('task.created');
  });

  it('says goodbye when the process stops, and to who comes then', async () => {
    await using service = await startLive({ processor: new GatedProcessor() });
    const { id } = await service.submit();
    const streams = [await openStream(`${service.url}/events`), await openStream(`${service.url}/tasks/${id}/events`)];
    for (const stream of streams) await stream.next();
    service.drain();
    for (const stream of streams) {
      expect((await stream.rest()).at(-1)).toMatchObject({ event: 'bye' });
      expect(stream.retry).toBeGreaterThanOrEqual(1_000);
    }
    await using late = await openStream(`${service.url}/events`);
    expect((await late.rest()).at(-1)).toMatchObject({ event: 'bye' });
  });

  it('answers HEAD without following', async () => {
    await using service = await startLive({ config: { maxStreams: 1 } });
    for (let n = 0; n < 3; n++) {
      const response = await fetch(`${service.url}/events`, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
    }
  });
});

/** A stream whose snapshot, read already, tells of the task: the one that was read before is still given for a moment. */
async function withSnapshotOf(service: LiveService, taskId: string): Promise<Stream> {
  for (;;) {
    const stream = await openStream(`${service.url}/events`);
    const snapshot = await stream.next();
    if (JSON.stringify(snapshot?.data).includes(taskId)) return stream;
    await stream[Symbol.asyncDispose]();
  }
}
