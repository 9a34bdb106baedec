import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type DomainEvent, silentLogger } from '@safelight/core';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { describe, expect, it } from 'vitest';
import { composeService } from '../src/composition/container.ts';
import type { ImageService, RunningWorker } from '../src/composition/image-service.ts';
import { redisMongoModule } from '../src/composition/redis-mongo-module.ts';
import { tokens } from '../src/composition/tokens.ts';
import { WorkerProcess } from '../src/demo/worker-process.ts';
import { exampleFolder, inTemporaryFolder, samplesFolder } from './support/demo-process.ts';
import { isRunning } from './support/leftovers.ts';

describeWithServers('WorkerProcess', ({ redis, mongo }) => {
  /** A service whose worker is a process of its own, on a folder with `a.jpg` in it. */
  async function withService(
    use: (service: ImageService, worker: WorkerProcess, notices: readonly string[]) => Promise<void>,
  ): Promise<void> {
    await inTemporaryFolder(async (folder) => {
      await copyFile(path.join(samplesFolder, 'dandelions.jpg'), path.join(folder, 'a.jpg'));
      const notices: string[] = [];
      const engines = {
        redisUrl: redis.url,
        mongoUrl: mongo.url,
        namespace: redis.namespace(),
        database: mongo.databaseName(),
      };
      const folders = { root: folder, output: path.join(folder, 'output') };
      const script = path.join(exampleFolder, 'dist/demo-worker.js');
      const worker = new WorkerProcess({ engines, folders }, (text) => notices.push(text), script);
      const service = composeService(redisMongoModule(engines, silentLogger), (bind) => {
        bind<RunningWorker>(tokens.worker).toConstantValue(worker);
      });
      try {
        await use(service, worker, notices);
      } finally {
        await service.close();
      }
    });
  }

  it('finishes the job that it has in hand when it is closed, and ends in order', async () => {
    await withService(async (service, worker, notices) => {
      const ear = new Ear();
      await service.start((event) => ear.hear(event));
      const { id } = await service.pipeline.submit('a.jpg');
      const pid = await ear.nextWorker();
      await worker.close();

      expect(isRunning(pid)).toBe(false);
      expect(notices).toEqual([]);
      // The fact is in the queue; the relay may still have it to tell.
      expect(await service.pipeline.waitFor(id, { timeout: 20_000 })).toMatchObject({
        status: 'completed',
        attempt: 1,
      });
    });
  });

  it('is followed by another when it dies', async () => {
    await withService(async (service, worker, notices) => {
      const ear = new Ear();
      await service.start((event) => ear.hear(event));
      const first = await service.pipeline.submit('a.jpg');
      const killed = await ear.nextWorker();
      await service.pipeline.waitFor(first.id, { timeout: 20_000 });
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => notices).toEqual(['The worker process has ended (SIGKILL); another takes its place.']);

      const second = await service.pipeline.submit('a.jpg');
      const successor = await ear.nextWorker();
      await service.pipeline.waitFor(second.id, { timeout: 20_000 });
      await worker.close();

      expect(successor).not.toBe(killed);
      expect(isRunning(successor)).toBe(false);
      expect(notices).toHaveLength(1);
    });
  });
});

describe('WorkerProcess, where the process can not start', () => {
  it('says so to who started it, and has nothing to close', async () => {
    await inTemporaryFolder(async (folder) => {
      const script = path.join(folder, 'fails.js');
      await writeFile(script, 'process.exit(3);');
      const engines = { redisUrl: '', mongoUrl: '', namespace: '', database: '' };
      const notices: string[] = [];
      const worker = new WorkerProcess(
        { engines, folders: { root: folder, output: folder } },
        (text) => notices.push(text),
        script,
      );
      await expect(worker.start()).rejects.toThrow('The worker process ended at its start (3).');
      await worker.close();
      expect(notices).toEqual([]);
    });
  });
});

/** Hears which process takes a task, each once, however early it is told. */
class Ear {
  readonly #pids: number[] = [];
  #wake = (): void => {};

  hear(event: DomainEvent): void {
    if (event.eventType !== 'task.processing') return;
    this.#pids.push(Number(/^worker-(\d+)$/.exec(event.workerId)?.[1]));
    this.#wake();
  }

  async nextWorker(): Promise<number> {
    const pid = this.#pids.shift();
    if (pid !== undefined) return pid;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return this.nextWorker();
  }
}
