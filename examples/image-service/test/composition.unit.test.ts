import { describe, expect, it } from 'vitest';
import { composeService } from '../src/composition/container.ts';
import { embeddedModule } from '../src/composition/embedded-module.ts';
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
    expect(() => composeService(embeddedModule)).toThrow(/files/);
  });

  it('closes the worker first, so that the job in hand is finished, and takes nothing more', async () => {
    const { service, images } = pretendedService();
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    await service.start(({ eventType }) => {
      if (eventType === 'task.processing') begin();
    });
    await service.pipeline.submit('a.jpg');
    await begun;
    await Promise.all([service.close(), service.close()]);

    expect(images.files.size).toBe(2);
    await expect(service.pipeline.submit('b.jpg')).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});
