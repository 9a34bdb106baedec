import type { Derivative } from '@safelight/core';
import { InMemoryImageProcessor } from '@safelight/core/in-memory';
import { describe, expect, it } from 'vitest';
import { composeService } from '../src/composition/container.ts';
import { embeddedModule } from '../src/composition/embedded-module.ts';
import { workerModule } from '../src/composition/worker-module.ts';
import { pretendedService } from './support/pretended-service.ts';

describe('composeService', () => {
  it('wires one pipeline and one worker to the same engines: what is submitted is done, and heard', async () => {
    const { service, images } = pretendedService();
    const heard: string[] = [];
    await service.start((event) => heard.push(event.eventType));
    const { id } = await service.pipeline.submit('a.jpg');
    const task = await service.pipeline.waitFor(id);
    await service.close();

    expect(Object.keys(task.images).sort()).toEqual(['1024', '800']);
    expect(new Set(images.files.keys())).toEqual(new Set(Object.values(task.images).map((image) => image?.path)));
    expect(heard).toEqual(['task.created', 'task.processing', 'task.progress', 'task.progress', 'task.completed']);
  });

  it('says which binding is missing', () => {
    expect(() => composeService(embeddedModule)).toThrow(/worker/);
    expect(() => composeService(embeddedModule, workerModule)).toThrow(/files/);
  });

  it('closes the worker first: its job in hand is finished while the pipeline still runs', async () => {
    const gate = new GatedProcessor();
    const { service, images } = pretendedService(undefined, gate);
    await service.start(() => {});
    await service.pipeline.submit('a.jpg');
    await gate.reached;

    const closing = Promise.all([service.close(), service.close()]);
    await service.pipeline.submit('b.jpg');
    gate.open();
    await closing;

    expect([...images.files.keys()].map((key) => key.split('/')[2])).toEqual(['a', 'a']);
    await expect(service.pipeline.submit('c.jpg')).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});

/** Derives nothing until it is opened. */
class GatedProcessor extends InMemoryImageProcessor {
  open = (): void => {};
  #reach = (): void => {};
  readonly #opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
  readonly reached = new Promise<void>((resolve) => {
    this.#reach = resolve;
  });

  override async *derive(...args: Parameters<InMemoryImageProcessor['derive']>): AsyncGenerator<Derivative, void> {
    this.#reach();
    await this.#opened;
    yield* super.derive(...args);
  }
}
