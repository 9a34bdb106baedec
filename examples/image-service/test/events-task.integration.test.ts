import { describe, expect, it } from 'vitest';
import { GatedProcessor, startLive } from './support/live-service.ts';
import { openStream, type Received } from './support/sse.ts';

const names = (events: readonly Received[]): readonly string[] => events.map(({ event }) => event);

describe('GET /tasks/{id}/events', () => {
  it('tells each event as it happens, up to the end of the run', async () => {
    const processor = new GatedProcessor();
    await using service = await startLive({ processor });
    const task = await service.pipeline.submit('fig.jpg', { metadata: { productId: 42 } });
    await using stream = await openStream(`${service.url}/tasks/${task.id}/events`);
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toContain('no-store');

    expect(names(await stream.until('task.processing'))).toEqual(['task.created', 'task.processing']);
    processor.pass(1);
    const progress = await stream.next();
    expect(progress).toMatchObject({ event: 'task.progress', data: { taskId: task.id, done: 1, total: 2 } });
    processor.pass(1);
    const rest = await stream.rest();
    expect(names(rest).slice(-2)).toEqual(['task.completed', 'end']);
    expect(rest.at(-1)?.data).toMatchObject({ taskId: task.id, run: 1, status: 'completed' });
    expect(stream.retry).toBe(1_000);
    // The data is the domain event as it is on the bus.
    expect(rest.at(-2)?.data).toMatchObject({
      eventType: 'task.completed',
      eventId: `${task.id}.1.1.task.completed`,
      run: 1,
      attempt: 1,
      metadata: { productId: 42 },
      images: [expect.objectContaining({ resolution: '1024' }), expect.objectContaining({ resolution: '800' })],
    });
  });

  it('resumes in the middle with exactly the rest', async () => {
    await using service = await startLive();
    const { id } = await service.complete();
    const url = `${service.url}/tasks/${id}/events`;
    await using first = await openStream(url);
    const all = await first.rest();
    expect(names(all)).toEqual(['task.created', 'task.processing', 'task.progress', 'task.completed', 'end']);
    for (const [index, { id: position }] of all.slice(0, -2).entries()) {
      await using header = await openStream(url, { 'last-event-id': String(position) });
      expect(await header.rest()).toEqual(all.slice(index + 1));
      await using query = await openStream(`${url}?lastEventId=${position}`);
      expect(await query.rest()).toEqual(all.slice(index + 1));
    }
  });

  it('tells a browser that has heard the end not to come back', async () => {
    await using service = await startLive();
    const { id } = await service.complete();
    const url = `${service.url}/tasks/${id}/events`;
    await using stream = await openStream(url);
    const last = (await stream.rest()).findLast((event) => event.id !== undefined);
    await using again = await openStream(url, { 'last-event-id': String(last?.id) });
    expect(again.status).toBe(204);
    // A replay is news.
    await service.pipeline.replay(id);
    await using replayed = await openStream(url, { 'last-event-id': String(last?.id) });
    expect(replayed.status).toBe(200);
    const events = await replayed.rest();
    expect(names(events).filter((name) => name !== 'task.progress')).toEqual([
      'task.created',
      'task.processing',
      'task.completed',
      'end',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ run: 2 });
  });

  it('opens at once for who has heard all so far, and tells what comes', async () => {
    const processor = new GatedProcessor();
    await using service = await startLive({ processor, config: { heartbeatEvery: 20 } });
    const task = await service.submit();
    const url = `${service.url}/tasks/${task.id}/events`;
    await using first = await openStream(url);
    const heard = (await first.until('task.processing')).at(-1);
    await using second = await openStream(url, { 'last-event-id': String(heard?.id) });
    expect(second.status).toBe(200);
    processor.pass(2);
    expect(names(await second.rest()).slice(-2)).toEqual(['task.completed', 'end']);
  });

  it('ends without a word from the bus', async () => {
    const processor = new GatedProcessor();
    await using service = await startLive({ processor });
    service.engines.channel.weather = () => [];
    const task = await service.submit();
    await using stream = await openStream(`${service.url}/tasks/${task.id}/events`);
    await stream.until('task.processing');
    processor.pass(2);
    expect(names(await stream.rest()).slice(-2)).toEqual(['task.completed', 'end']);
  });

  it('tells nothing twice, and in order, from a bus that doubles and reorders', async () => {
    await using service = await startLive();
    let n = 0;
    service.engines.channel.weather = () => [(n++ * 7) % 30, (n++ * 11) % 40];
    const tasks = await Promise.all(Array.from({ length: 5 }, () => service.submit()));
    const streams = tasks.map(async ({ id }) => {
      await using stream = await openStream(`${service.url}/tasks/${id}/events`);
      return await stream.rest();
    });
    for (const events of await Promise.all(streams)) {
      const versions = events.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      expect(names(events).slice(-2)).toEqual(['task.completed', 'end']);
    }
  });

  it('answers with problems while it can', async () => {
    await using service = await startLive({ config: { maxStreams: 1 } });
    const problem = async (path: string, headers?: Record<string, string>) => {
      const response = await fetch(`${service.url}${path}`, headers === undefined ? {} : { headers });
      return { status: response.status, body: JSON.parse(await response.text()) };
    };
    expect(await problem('/tasks/nobody/events')).toMatchObject({ status: 404, body: { code: 'TASK_NOT_FOUND' } });
    expect(await problem('/tasks/12/events')).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    const { id } = await service.complete();
    const wrong = await problem(`/tasks/${id}/events`, { 'last-event-id': 'yesterday' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(wrong.body.problems[0]).toContain('last-event-id');

    const first = await openStream(`${service.url}/events`);
    await first.next();
    const refused = await fetch(`${service.url}/events`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_STREAMS' });
    await first[Symbol.asyncDispose]();
    // The place is free again once the server has noticed.
    await expect.poll(async () => await problemOrOpen(`${service.url}/events`)).toBe(200);
  });
});

async function problemOrOpen(url: string): Promise<number> {
  await using stream = await openStream(url);
  return stream.status;
}
