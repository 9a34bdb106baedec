import { describe, expect, it } from 'vitest';
import { Abort } from '../../src/application/abort.ts';
import type { Pipeline } from '../../src/index.ts';
import { Service } from './a-service.ts';

async function statusesOf(pipeline: Pipeline, id: string): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const task of pipeline.watch(id)) seen.push(`${task.status} ${task.progress.done}`);
  return seen;
}

describe('watch', () => {
  it('gives the task now, then each newer state, up to its end', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const watched = statusesOf(pipeline, id);
    await service.clock.advance(0);
    await service.worker();
    const seen = await service.result(watched);
    expect(seen[0]).toBe('pending 0');
    expect(seen.at(-1)).toBe('completed 2');
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('sees the end also when the bus loses everything: it polls', async () => {
    const service = new Service();
    service.server.channel.weather = () => [];
    const pipeline = await service.pipeline();
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    expect((await service.result(statusesOf(pipeline, id))).at(-1)).toBe('completed 2');
  });

  it('ends at once for a task that has ended', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await pipeline.cancel(id);
    expect(await service.result(statusesOf(pipeline, id))).toEqual(['cancelled 0']);
  });

  it('ends when its signal aborts', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const stop = new Abort();
    const watching = (async () => {
      for await (const _task of pipeline.watch(id, { signal: stop.signal }));
      return 'ended';
    })();
    await service.clock.advance(5_000);
    stop.abort('the client went away');
    expect(await watching).toBe('ended');
  });

  it('tells when there is no such task', async () => {
    const pipeline = await new Service().pipeline();
    await expect(pipeline.watch('nobody').next()).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});

describe('waitFor', () => {
  it('gives up after its timeout; the task goes on', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await expect(service.result(pipeline.waitFor(id, { timeout: 3_000 }))).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
    });
    await service.worker();
    expect((await service.result(pipeline.waitFor(id))).status).toBe('completed');
  });
});
