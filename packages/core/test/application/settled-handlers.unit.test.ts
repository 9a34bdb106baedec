import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/index.ts';
import { Service } from './a-service.ts';

describe('onSettled', () => {
  it('is called once for each settled run in normal running, also with two processes', async () => {
    const service = new Service();
    const calls: string[] = [];
    const mail = (task: Task): void => void calls.push(`${task.id} ${task.run} ${task.status}`);
    const pipeline = await service.pipeline({}, service.connect(), { mail });
    await service.pipeline({}, service.connect(), { mail });
    await service.worker();
    const good = await pipeline.submit('a.jpg', { id: 'good' });
    const bad = await pipeline.submit('missing.jpg', { id: 'bad' });
    await pipeline.submit('b.jpg', { id: 'none' });
    await pipeline.cancel('none');
    await service.untilSettled(good.id);
    await service.untilSettled(bad.id);
    await service.untilSettled('none');
    await pipeline.replay(bad.id);
    await service.until('run 2', () => service.stored(bad.id).run === 2 && service.stored(bad.id).settled);
    await service.clock.advance(300_000);
    expect(calls.sort()).toEqual(['bad 1 failed', 'bad 2 failed', 'good 1 completed', 'none 1 cancelled']);
  });

  it('is called again with backoff until it resolves', async () => {
    const service = new Service();
    const calls: number[] = [];
    const pipeline = await service.pipeline({}, service.connect(), {
      flaky: () => {
        calls.push(service.clock.now());
        if (calls.length < 4) throw new Error('the mail server is down');
      },
    });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    expect(calls).toHaveLength(4);
    const [first = 0, second = 0, third = 0, fourth = 0] = calls;
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    expect(third - second).toBeGreaterThanOrEqual(2_000);
    expect(fourth - third).toBeGreaterThanOrEqual(4_000);
    expect(service.log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields.handler)).toEqual([
      'flaky',
      'flaky',
      'flaky',
    ]);
  });

  it('counts as failed when it takes too long, and is told to stop', async () => {
    const service = new Service();
    let calls = 0;
    let told = false;
    const pipeline = await service.pipeline({ handlerTimeout: 5_000 }, service.connect(), {
      slow: async (_task, { signal }) => {
        if (++calls > 1) return;
        await service.clock.runtime.sleep(1_000_000, signal);
        told = signal.aborted;
      },
    });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    expect({ calls, told }).toEqual({ calls: 2, told: true });
  });

  it('is not called again when only its acknowledgement had to wait for the repository', async () => {
    const service = new Service();
    const calls: string[] = [];
    const pipeline = await service.pipeline({}, service.connect(), {
      tell: (task) => {
        calls.push(task.id);
        service.faults.fail('repository.save');
      },
    });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.clock.advance(60_000);
    service.faults.mend('repository.save');
    await service.untilSettled(id);
    expect(calls).toEqual([id]);
  });

  it('does not keep one handler from another', async () => {
    const service = new Service();
    const good: string[] = [];
    const pipeline = await service.pipeline({}, service.connect(), {
      bad: () => Promise.reject(new Error('never')),
      good: (task) => void good.push(task.id),
    });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.clock.advance(60_000);
    expect(good).toEqual([id]);
    expect(service.stored(id).handlers).toMatchObject([
      { name: 'bad', acknowledgedRun: 0 },
      { name: 'good', acknowledgedRun: 1 },
    ]);
  });

  it('is called by another process after a crash in the middle of it', async () => {
    const service = new Service();
    const done: string[] = [];
    const doomed = service.connect();
    const handler = (name: string) => async (): Promise<void> => {
      if (name === 'doomed') doomed.process.kill();
      else done.push(name);
    };
    const first = await service.pipeline({}, doomed, { effect: handler('doomed') });
    await service.worker();
    const { id } = await first.submit('a.jpg');
    await service.until('completed', () => service.stored(id).status === 'completed');
    await service.pipeline({}, service.connect(), { effect: handler('second') });
    await service.untilSettled(id);
    expect(done).toEqual(['second']);
  });

  it('that was registered after the submission is called too', async () => {
    const service = new Service();
    const calls: string[] = [];
    const first = await service.pipeline({ relay: false, reconciler: false });
    const { id } = await first.submit('a.jpg');
    await service.pipeline({}, service.connect(), { late: (task) => void calls.push(task.id) });
    await service.worker();
    await service.untilSettled(id);
    expect(calls).toEqual([id]);
  });

  it('refuses a name twice, or none', async () => {
    const pipeline = await new Service().pipeline({}, undefined, { a: () => {} });
    expect(() => pipeline.onSettled('a', () => {})).toThrow(/registered already/);
    expect(() => pipeline.onSettled('', () => {})).toThrow(/must not be empty/);
  });
});
