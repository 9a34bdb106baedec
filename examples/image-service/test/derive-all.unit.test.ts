import type { Derivative, ImageProcessor } from '@safelight/core';
import { pretendedImage } from '@safelight/core/in-memory';
import { describe, expect, it } from 'vitest';
import type { DemoSource } from '../src/demo/demo-source.ts';
import { deriveAll, isDone, type Outcome, refusalOf } from '../src/demo/derive-all.ts';
import { pretendedService } from './support/pretended-service.ts';

const never = new AbortController().signal;

function sourceAt(path: string): DemoSource {
  return { name: path, path, folder: '/' };
}

function shortly(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((one) => `${one.source.name} ${isDone(one) ? one.task.status : one.failure.code}`);
}

describe('deriveAll', () => {
  it('gives an outcome for every source, in their order, whatever became of it', async () => {
    const files = new Map([
      ['/good', pretendedImage(3000, 2000)],
      ['/text', new TextEncoder().encode('no image')],
    ]);
    const { service } = pretendedService((path) => files.get(path));
    await service.start(() => {});
    const sources = ['/gone', '/good', '/text', `/${'x'.repeat(5_000)}`].map(sourceAt);
    const outcomes = await deriveAll(service.pipeline, sources, never);
    await service.close();

    expect(shortly(outcomes)).toEqual([
      '/gone SOURCE_NOT_FOUND',
      '/good completed',
      '/text UNSUPPORTED_FORMAT',
      `${sources[3]?.name} INVALID_INPUT`,
    ]);
  });

  it('cancels what has not ended when it is interrupted, and leaves what has', async () => {
    const interruption = new AbortController();
    const { service } = pretendedService(undefined, processorThatWaits('/slow'));
    await service.start((event) => {
      if (event.eventType === 'task.completed') interruption.abort();
    });
    const sources = ['/slow', '/quick'].map(sourceAt);
    const outcomes = await deriveAll(service.pipeline, sources, interruption.signal);
    await service.close();

    expect(shortly(outcomes)).toEqual(['/slow ABORTED', '/quick completed']);
  });

  it('submits nothing after an interruption', async () => {
    const { service } = pretendedService();
    const outcomes = await deriveAll(service.pipeline, [sourceAt('/a')], AbortSignal.abort());
    expect(shortly(outcomes)).toEqual(['/a ABORTED']);
    expect((await service.pipeline.list()).items).toEqual([]);
    await service.close();
  });
});

describe('refusalOf', () => {
  it('refuses a source whose folder is none, with why', () => {
    expect(refusalOf(sourceAt('/a'))).toEqual([]);
    const [refusal] = refusalOf({ ...sourceAt('/x/a'), folderProblem: 'ENOENT' });
    expect(refusal).toMatchObject({ failure: { code: 'SOURCE_NOT_FOUND', error: expect.stringContaining('ENOENT') } });
  });
});

/** Makes nothing of the source at `path` until its attempt is aborted, and one derivative a preset of any other. */
function processorThatWaits(path: string): ImageProcessor {
  return {
    async *derive(source, presets, { signal }): AsyncGenerator<Derivative, void> {
      if (new TextDecoder().decode(source).endsWith(` ${path}`)) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', resolve));
        return;
      }
      for (const { name, format } of presets) {
        const data = Uint8Array.of(1);
        yield { resolution: name, format, width: 1, height: 1, size: 1, md5: '55a54008ad1ba589aa210d2629c1df41', data };
      }
    },
  };
}
