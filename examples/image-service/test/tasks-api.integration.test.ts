import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { startService } from './support/a-service.ts';
import { GatedProcessor, sample } from './support/live-service.ts';

describe('tasks over HTTP', () => {
  it('takes a path, and tells the task until its derivatives are there', async () => {
    await using service = await startService();
    const accepted = await service.agent
      .post('/tasks')
      .set('x-request-id', 'call-1')
      .send({ imagePath: './fig.jpg', presets: ['800'], priority: 3, metadata: { productId: 42 } })
      .expect(202);
    const { id } = accepted.body;
    expect(accepted.headers.location).toBe(`/tasks/${id}`);
    expect(accepted.headers['x-request-id']).toBe('call-1');
    expect(accepted.body).toMatchObject({
      source: { kind: 'path', path: 'fig.jpg' },
      presets: ['800'],
      priority: 3,
      metadata: { productId: 42 },
    });
    const done = await service.pipeline.waitFor(id);
    expect(done.context).toEqual({ requestId: 'call-1' });
    const { body } = await service.agent.get(`/tasks/${id}`).expect(200);
    expect(body).toMatchObject({ status: 'completed', progress: { done: 1, total: 1 } });
    expect(body.images).toHaveLength(1);
    expect(body.images[0]).toMatchObject({ resolution: '800', width: 800, format: 'jpeg' });
    expect(body.images[0].url).toBe(`/images/fig/800/${body.images[0].md5}.jpg`);
    expect(body.events.map((event: { eventType: string }) => event.eventType)).toEqual([
      'task.created',
      'task.processing',
      'task.progress',
      'task.completed',
    ]);
    // It stands on the task: not once more for each event.
    for (const event of body.events) expect(event).not.toHaveProperty('metadata');
    const picture = await service.agent.get(body.images[0].url).expect(200);
    expect(picture.body).toHaveLength(body.images[0].size);
  });

  it('takes an upload with its settings, and tells what is known of the file', async () => {
    await using service = await startService();
    const { body } = await service.agent
      .post('/tasks')
      .field('presets', '800,1024')
      .field('priority', '7')
      .field('metadata', '{"productId":42}')
      .attach('file', sample, 'My fig.jpg')
      .expect(202);
    expect(body).toMatchObject({ presets: ['1024', '800'], priority: 7 });
    expect(body.metadata).toMatchObject({ productId: 42, upload: { name: 'My fig.jpg', format: 'jpeg' } });
    const done = await service.pipeline.waitFor(body.id);
    expect(done.status).toBe('completed');
  });

  it('gives the same task for the same key and body, by path and by upload, and refuses another body', async () => {
    await using service = await startService();
    const submit = (imagePath: string, key: string) =>
      service.agent.post('/tasks').set('idempotency-key', key).send({ imagePath });
    const first = await submit('fig.jpg', 'p-42').expect(202);
    const again = await submit('fig.jpg', '"p-42"').expect(202);
    expect(again.body.id).toBe(first.body.id);
    const other = await submit('other.jpg', 'p-42').expect(422);
    expect(other.body.code).toBe('IDEMPOTENCY_CONFLICT');
    const upload = () => service.agent.post('/tasks').set('idempotency-key', 'u-1').attach('file', sample);
    expect((await upload().expect(202)).body.id).toBe((await upload().expect(202)).body.id);
  });

  it('takes a batch whole, or not at all, and gives each item a key of its own', async () => {
    await using service = await startService();
    const send = (tasks: readonly object[]) =>
      service.agent.post('/tasks/batch').set('idempotency-key', 'b').send({ tasks });
    const { body } = await send([{ imagePath: 'fig.jpg' }, { imagePath: 'fig.jpg', presets: ['800'] }]).expect(202);
    expect(body.tasks).toHaveLength(2);
    const again = await send([{ imagePath: 'fig.jpg' }, { imagePath: 'fig.jpg', presets: ['800'] }]).expect(202);
    expect(again.body.tasks.map(({ id }: { id: string }) => id)).toEqual(
      body.tasks.map(({ id }: { id: string }) => id),
    );
    const refused = await send([{ imagePath: 'a.jpg' }, { imagePath: '../secret.jpg' }]).expect(403);
    expect(refused.body.detail).toContain('tasks[1].imagePath');
    expect((await service.agent.get('/tasks').expect(200)).body.items).toHaveLength(2);
  });

  it('pages through the list with cursor and Link, and filters by state', async () => {
    const processor = new GatedProcessor();
    await using service = await startService({ processor });
    const tasks = await service.pipeline.submitMany(
      Array.from({ length: 5 }, (_, number) => ({ source: 'fig.jpg', metadata: { number } })),
    );
    await service.pipeline.cancel(tasks[0]?.id ?? '');
    const seen: string[] = [];
    let path: string | undefined = '/tasks?limit=2&status=';
    while (path !== undefined) {
      const { body, headers }: Response = await service.agent.get(path).expect(200);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      expect(body.next === undefined).toBe(headers.link === undefined);
      path = /^<(.*)>; rel="next"$/.exec(headers.link ?? '')?.[1];
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(tasks.map(({ id }) => id)));
    const cancelled = await service.agent.get('/tasks?status=cancelled').expect(200);
    expect(cancelled.body.items.map(({ id }: { id: string }) => id)).toEqual([tasks[0]?.id]);
    processor.pass(100);
  });

  it('answers 304 to who has the version, and the body to who has an older one', async () => {
    await using service = await startService();
    const task = await service.complete();
    const { headers } = await service.agent.get(`/tasks/${task.id}`).expect(200);
    expect(headers['cache-control']).toBe('private, no-cache');
    const same = await service.agent.get(`/tasks/${task.id}`).set('if-none-match', `${headers.etag}`).expect(304);
    expect(same.text).toBe('');
    await service.agent.get(`/tasks/${task.id}`).set('if-none-match', '"1"').expect(200);
    await service.agent.get(`/tasks/${task.id}`).set('if-none-match', `"1", W/${headers.etag}`).expect(304);
    const head = await service.agent.head(`/tasks/${task.id}`).expect(200);
    expect(head.headers.etag).toBe(headers.etag);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(100);
  });

  it('cancels what is under way, and refuses to cancel what has ended', async () => {
    const processor = new GatedProcessor();
    await using service = await startService({ processor });
    const { id } = await service.submit();
    const { body } = await service.agent.delete(`/tasks/${id}`).expect(200);
    expect(body.status).toBe('cancelled');
    await service.agent.delete(`/tasks/${id}`).expect(200);
    const gone = await service.agent.delete('/tasks/nobody').expect(404);
    expect(gone.body.code).toBe('TASK_NOT_FOUND');
    processor.pass(100);
    const task = await service.complete();
    const late = await service.agent.delete(`/tasks/${task.id}`).expect(409);
    expect(late.body.code).toBe('INVALID_TRANSITION');
  });

  it('replays a run once, however often it is asked to', async () => {
    await using service = await startService();
    const { id } = await service.complete();
    const first = await service.agent.post(`/tasks/${id}/replay?run=1`).expect(202);
    expect(first.body.run).toBe(2);
    expect(first.headers.location).toBe(`/tasks/${id}`);
    const again = await service.agent.post(`/tasks/${id}/replay?run=1`).expect(202);
    expect(again.body.run).toBe(2);
    await service.agent.post(`/tasks/${id}/replay?run=9`).expect(409);
    expect((await service.pipeline.waitFor(id)).run).toBe(2);
  });

  it('lists dead letters, and discards one', async () => {
    await using service = await startService();
    const { body } = await service.agent.post('/tasks').send({ imagePath: 'missing.jpg' }).expect(202);
    await expect(service.pipeline.waitFor(body.id)).rejects.toThrow('SOURCE_NOT_FOUND');
    const dead = await service.agent.get('/dead-letters?limit=1').expect(200);
    expect(dead.body.items).toHaveLength(1);
    expect(dead.body.items[0]).toMatchObject({ id: body.id, failure: { code: 'SOURCE_NOT_FOUND' } });
    await service.agent.delete(`/dead-letters/${body.id}`).expect(200);
    expect((await service.agent.get('/dead-letters').expect(200)).body.items).toEqual([]);
    const { id } = await service.complete();
    await service.agent.delete(`/dead-letters/${id}`).expect(409);
  });

  it('counts jobs and tasks', async () => {
    await using service = await startService();
    await service.complete();
    const { body } = await service.agent.get('/queues').expect(200);
    expect(body.queues).toEqual([expect.objectContaining({ name: 'default', completed: 1, active: 0 })]);
    expect(body.tasks).toMatchObject({ completed: 1, pending: 0, deadLetters: 0 });
  });
});
