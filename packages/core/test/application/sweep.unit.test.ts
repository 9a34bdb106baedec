import { beforeEach, describe, expect, it } from 'vitest';
import { pretendedImage } from '../../src/in-memory/index.ts';
import { sweepImages, type Task } from '../../src/index.ts';
import { Service } from './a-service.ts';

const oneDay = 86_400_000;
const oneMinute = 60_000;

let service: Service;
let repository: ReturnType<Service['connect']>['repository'];
beforeEach(() => {
  service = new Service();
  repository = service.connect().repository;
});

/** A completed task, whose derivatives are stored. */
async function completed(): Promise<Task> {
  const pipeline = await service.pipeline();
  await service.worker();
  const { id } = await pipeline.submit('a.jpg');
  return service.untilSettled(id);
}

/** Stores what an aborted attempt leaves behind: a derivative that no task refers to. Gives its key. */
async function orphan(): Promise<string> {
  const data = pretendedImage(800, 600);
  const image = { resolution: '800', format: 'jpeg', width: 800, height: 600, size: data.length, data } as const;
  const { path } = await service.images.write(
    { ...image, md5: '0cc175b9c0f1b6a831c399e269772661' },
    { imageName: 'aborted', signal: new AbortController().signal },
  );
  return path;
}

const stored = (): readonly string[] => [...service.images.files.keys()];
const sweep = (options: { readonly now: number; readonly olderThan?: number }): Promise<number> =>
  sweepImages({ images: service.images, repository, ...options });

describe('sweepImages', () => {
  it('removes what no task refers to, and keeps every derivative of a task however old it is', async () => {
    const task = await completed();
    const path = await orphan();
    const kept = Object.values(task.images).map((image) => image?.path);
    expect(kept).toHaveLength(2);
    expect(await sweep({ now: service.clock.now() + 400 * oneDay })).toBe(1);
    expect([...stored()].sort()).toEqual([...kept].sort());
    expect(stored()).not.toContain(path);
  });

  it.each([
    ['a day, unless it is told otherwise', {}, oneDay],
    ['as long as it is told', { olderThan: oneMinute }, oneMinute],
  ])('leaves a file alone for %s: its task may be about to complete', async (_what, options, age) => {
    await orphan();
    const writtenAt = service.clock.now();
    expect(await sweep({ ...options, now: writtenAt + age })).toBe(0);
    expect(stored()).toHaveLength(1);
    expect(await sweep({ ...options, now: writtenAt + age + 1 })).toBe(1);
    expect(stored()).toEqual([]);
  });

  it.each([oneMinute - 1, 0, -oneDay, Number.NaN])(
    'refuses an age of %d ms, and looks at nothing',
    async (olderThan) => {
      await orphan();
      await expect(sweep({ now: service.clock.now() + oneDay, olderThan })).rejects.toMatchObject({
        code: 'INVALID_CONFIG',
        message: expect.stringContaining('olderThan: must be at least 60000 ms'),
      });
      expect(stored()).toHaveLength(1);
      expect(service.faults.calls('repository.referenced')).toBe(0);
    },
  );

  it('removes nothing more while the repository cannot be reached, and says so', async () => {
    await completed();
    await orphan();
    const before = stored();
    const now = service.clock.now() + 2 * oneDay;
    service.faults.fail('repository.referenced', { times: 1 });
    await expect(sweep({ now })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(stored()).toEqual(before);
    expect(await sweep({ now })).toBe(1);
  });

  it('goes by the clock of the platform where it is told no time', async () => {
    await orphan();
    const [[path, file] = []] = service.images.files;
    if (path === undefined || file === undefined) throw new Error('Nothing is stored.');
    service.images.files.set(path, { ...file, modifiedAt: Date.now() - oneDay + oneMinute });
    expect(await sweepImages({ images: service.images, repository })).toBe(0);
    service.images.files.set(path, { ...file, modifiedAt: Date.now() - oneDay - oneMinute });
    expect(await sweepImages({ images: service.images, repository })).toBe(1);
  });
});
