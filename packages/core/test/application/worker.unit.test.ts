import { describe, expect, it, vi } from 'vitest';
import { pretendedImage } from '../../src/in-memory/index.ts';
import { createWorker, type ImageProcessor, type SourceBytes, type SourceReader } from '../../src/index.ts';
import { Service } from './a-service.ts';

describe('a worker', () => {
  it('says who took the job', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const worker = await service.worker({ workerId: 'gpu-7' });
    const { id } = await pipeline.submit('a.jpg');
    expect(worker.id).toBe('gpu-7');
    expect((await service.untilSettled(id)).workerId).toBe('gpu-7');
  });

  it('carries the request’s context to its log', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const { id } = await pipeline.submit('a.jpg', { context: { requestId: 'r-1' } });
    await service.untilSettled(id);
    expect(
      service.log.lines.filter(({ fields }) => fields.requestId === 'r-1').map(({ fields }) => fields.taskId),
    ).toEqual([id, id]);
  });

  it('fails an attempt that takes too long, and tells the processor to stop', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    let aborts = 0;
    const processor: ImageProcessor = {
      async *derive(_source, _presets, { signal }) {
        await service.clock.runtime.sleep(1_000_000, signal);
        if (signal.aborted) aborts++;
        throw new Error('stopped');
      },
    };
    await service.worker({ processor, attemptTimeout: 2_000 });
    const { id } = await pipeline.submit('a.jpg', { retry: { attempts: 2, initialDelay: 1, maxDelay: 1, jitter: 0 } });
    expect(await service.untilSettled(id)).toMatchObject({
      status: 'failed',
      failure: { code: 'PROCESSING_FAILED', error: expect.stringMatching(/longer than 2000 ms/) as string },
    });
    expect(aborts).toBe(2);
  });

  it('gives the source back once all is stored, but not after a failure, whose work may still read it', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const released: (readonly [SourceBytes, number])[] = [];
    const good = pretendedImage(4000, 3000);
    const bad = good.slice(0, 5);
    const sources: SourceReader = {
      read: async ({ path }) => (path === 'good.jpg' ? good : bad),
      release: (bytes) => void released.push([bytes, service.images.files.size]),
    };
    await service.worker({ sources });
    const [first, second] = await pipeline.submitMany([{ source: 'bad.jpg' }, { source: 'good.jpg' }]);
    expect((await service.untilSettled(first?.id ?? '')).status).toBe('failed');
    expect((await service.untilSettled(second?.id ?? '')).status).toBe('completed');
    expect(released).toEqual([[good, 2]]);
  });

  it('does not take a processor at its word that made too little', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const processor: ImageProcessor = {
      async *derive() {
        yield* [];
      },
    };
    const release = vi.fn();
    await service.worker({ processor, sources: { read: async () => pretendedImage(4000, 3000), release } });
    const { id } = await pipeline.submit('a.jpg', { retry: { attempts: 1, initialDelay: 1, maxDelay: 1, jitter: 0 } });
    expect(await service.untilSettled(id)).toMatchObject({
      status: 'failed',
      failure: { error: 'The processor made the derivatives [] of the presets [1024, 800].' },
    });
    // It may still be at work on it.
    expect(release).not.toHaveBeenCalled();
  });

  it('finishes what it has in hand at close', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const worker = await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.until('processing', () => service.stored(id).status !== 'pending');
    await service.result(worker.close());
    expect((await service.untilSettled(id)).status).toBe('completed');
    await expect(worker.start()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('hands back what it cannot finish in time, and another takes it', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const slow: ImageProcessor = {
      async *derive(_source, _presets, { signal }) {
        await service.clock.runtime.sleep(1_000_000, signal);
        yield* [];
      },
    };
    const worker = await service.worker({ processor: slow, closeTimeout: 1_000 });
    const { id } = await pipeline.submit('a.jpg');
    await service.until('processing', () => service.stored(id).status === 'processing');
    await service.result(worker.close());
    await service.worker();
    expect(await service.untilSettled(id)).toMatchObject({ status: 'completed', attempt: 2, attempts: 0 });
  });

  it('tells every problem of its options at once', () => {
    expect(() => createWorker({ concurrency: 0 } as never)).toThrow(
      /consumer: is missing.*sources: is missing.*images: is missing.*processor: is missing.*concurrency: must be from 1/,
    );
  });
});
