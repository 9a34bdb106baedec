import { readdirSync, utimesSync } from 'node:fs';
import { mkdir, readdir, rename, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fsStore } from '@safelight/adapter-fs-store';
import { createPipeline, createWorker, silentLogger } from '@safelight/core';
import { InMemoryImageProcessor, InMemorySourceReader, inMemoryServer } from '@safelight/core/in-memory';
import { describe, expect, it } from 'vitest';
import { Housekeeping, type HousekeepingOptions } from '../src/housekeeping/housekeeping.ts';
import { removeAbandoned, removeOldUploads } from '../src/housekeeping/old-files.ts';
import { filesBelow, inTemporaryFolder } from './support/demo-process.ts';

const oneDay = 86_400_000;
const now = Date.now();
const never = new AbortController().signal;
const ended = AbortSignal.abort();

describe('removeOldUploads', () => {
  it('removes uploads that were not used for long, and their folders; what is younger stays', async () => {
    await inTemporaryFolder(async (folder) => {
      await file(folder, 'aaa/old.jpg', 31);
      await file(folder, 'bbb/young.jpg', 29);
      await file(folder, 'ccc/old.jpg', 31);
      await file(folder, 'ccc/young.jpg', 1);
      await file(folder, '.tmp/begun.part', 31);
      expect(await removeOldUploads(folder, now - 30 * oneDay, never)).toBe(2);
      expect(await filesBelow(folder)).toEqual(['.tmp/begun.part', 'bbb/young.jpg', 'ccc/young.jpg']);
      expect(await readdir(folder)).not.toContain('aaa');
    });
  });

  it('does nothing where nothing was ever uploaded, or once it is told to end', async () => {
    await inTemporaryFolder(async (folder) => {
      expect(await removeOldUploads(path.join(folder, 'none'), now, never)).toBe(0);
      await file(folder, 'aaa/old.jpg', 31);
      expect(await removeOldUploads(folder, now, ended)).toBe(0);
      expect(await filesBelow(folder)).toEqual(['aaa/old.jpg']);
    });
  });

  it('leaves an upload that is used again while it is being removed', async () => {
    await inTemporaryFolder(async (folder) => {
      for (let n = 0; n < 250; n++) await file(folder, `${n}/a.jpg`, 31);
      // In the order in which they are looked at. Each is used in another moment of its removal.
      const uploads = readdirSync(folder).map((name) => `${name}/a.jpg`);
      const used = new Set<string>();
      let current = 0;
      let moment = 0;
      const step = (): void => {
        const upload = uploads[current];
        if (upload === undefined) return;
        moment += 1;
        if (moment > current % 12) {
          // What an upload of the same file does: it takes the one that is there, if it is there.
          if (touch(path.join(folder, upload))) used.add(upload);
          current += 1;
          moment = 0;
        }
        setImmediate(step);
      };
      step();
      await removeOldUploads(folder, now - 30 * oneDay, never);
      current = uploads.length;
      const left = await filesBelow(folder);
      for (const upload of used) expect(left).toContain(upload);
    });
  });
});

describe('removeAbandoned', () => {
  it('removes what was begun a day ago and never finished', async () => {
    await inTemporaryFolder(async (folder) => {
      await file(folder, '.tmp/old.part', 2);
      await file(folder, '.tmp/young.part', 0.5);
      await file(folder, 'aaa/old.jpg', 2);
      expect(await removeAbandoned(folder, now - oneDay, never)).toBe(1);
      expect(await filesBelow(folder)).toEqual(['.tmp/young.part', 'aaa/old.jpg']);
    });
  });
});

describe('Housekeeping', () => {
  it('removes derivatives that no task refers to, old uploads and abandoned ones, and says how many', async () => {
    await withService(async ({ options, input, output, submit }) => {
      await submit('a.jpg');
      const made = await filesBelow(output);
      for (const one of made) await age(path.join(output, one), 2);
      const orphan = 'a/800/0123456789abcdef0123456789abcdef.jpg';
      await file(output, orphan, 2);
      await file(input, 'aaa/old.jpg', 31);
      await file(input, '.tmp/old.part', 2);

      const removed = await new Housekeeping(options).clean(now, never);
      expect(removed).toEqual({ derivatives: 1, uploads: 1, abandonedUploads: 1 });
      expect(await filesBelow(output)).toEqual(made);
      expect(await filesBelow(input)).toEqual([]);
    });
  });

  it('keeps uploads for ever where that is wanted', async () => {
    await withService(async ({ options, input }) => {
      await file(input, 'aaa/old.jpg', 10_000);
      const removed = await new Housekeeping({ ...options, uploadRetention: 0 }).clean(now, never);
      expect(removed.uploads).toBe(0);
      expect(await filesBelow(input)).toEqual(['aaa/old.jpg']);
    });
  });

  it('removes nothing more once it is told to end', async () => {
    await withService(async ({ options, output }) => {
      await file(output, 'a/800/0123456789abcdef0123456789abcdef.jpg', 2);
      await expect(new Housekeeping(options).clean(now, ended)).rejects.toThrow();
      expect(await filesBelow(output)).toHaveLength(1);
    });
  });

  it('cleans up again and again in one process at a time, goes on after a failure, and ends when it is closed', async () => {
    await withService(async ({ options, input, output }) => {
      const rounds: string[] = [];
      const hear =
        (process: string) =>
        (_fields: object, message: string): void => {
          rounds.push(`${process}: ${message}`);
        };
      const keeper = (name: string): Housekeeping =>
        new Housekeeping({ ...options, sweepEvery: 20, log: { ...silentLogger, info: hear(name), warn: hear(name) } });
      const first = keeper('first');
      const second = keeper('second');
      first.start();
      await expect.poll(() => rounds.length).toBeGreaterThan(1);
      second.start();
      const before = rounds.length;
      await expect.poll(() => rounds.length).toBeGreaterThan(before + 2);
      expect(new Set(rounds)).toEqual(new Set(['first: Cleaned up.']));

      // A folder where it expects none can't be read; the next round finds it mended.
      await rename(input, `${input}-away`);
      await writeFile(input, '');
      await expect.poll(() => rounds.at(-1)).toMatch(/^first: Not all could be cleaned up/);
      await rename(input, `${output}-file`);
      await expect.poll(() => rounds.at(-1)).toBe('first: Cleaned up.');

      await first.close();
      await expect.poll(() => rounds.at(-1)).toBe('second: Cleaned up.');
      await second.close();
    });
  });

  it('is off where there is no time between two rounds', async () => {
    await withService(async ({ options }) => {
      const housekeeping = new Housekeeping({ ...options, sweepEvery: 0 });
      housekeeping.start();
      await housekeeping.close();
    });
  });
});

interface Kept {
  readonly options: HousekeepingOptions;
  readonly input: string;
  readonly output: string;
  /** Submits, and waits for the derivatives. */
  readonly submit: (source: string) => Promise<void>;
}

async function withService(use: (kept: Kept) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const input = path.join(folder, 'uploads');
    const output = path.join(folder, 'output');
    await Promise.all([mkdir(input), mkdir(output)]);
    const engines = inMemoryServer().connect();
    const { images } = fsStore({ root: input, output });
    const processor = new InMemoryImageProcessor();
    const pipeline = createPipeline<string>(engines);
    const worker = createWorker({ ...engines, sources: new InMemorySourceReader(), images, processor });
    await pipeline.start();
    await worker.start();
    const { repository, lease } = engines;
    const times = { sweepEvery: 3_600_000, uploadRetention: 30 * oneDay };
    try {
      await use({
        input,
        output,
        options: { ...times, images, repository, lease, uploads: input, log: silentLogger },
        submit: async (source) => {
          const { id } = await pipeline.submit(source);
          await pipeline.waitFor(id);
        },
      });
    } finally {
      await worker.close();
      await pipeline.close();
    }
  });
}

async function file(folder: string, name: string, days: number): Promise<void> {
  const place = path.join(folder, name);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, name);
  await age(place, days);
}

/** False where the file is gone, which it may be at any moment. */
function touch(place: string): boolean {
  try {
    utimesSync(place, new Date(), new Date());
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function age(place: string, days: number): Promise<void> {
  const time = new Date(now - days * oneDay);
  await utimes(place, time, time);
}
