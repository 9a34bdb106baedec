// What bare-core.js runs inside the empty context: a task from `submit` to `completed`, and its
// onSettled handler. Bundled with core, so that no platform global may be named here either.
import { createPipeline, createWorker } from '@safelight/core';
import { InMemoryImageProcessor, InMemoryImageStore, InMemorySourceReader, inMemory } from '@safelight/core/in-memory';

/** @param {import('@safelight/core').Runtime} runtime @returns {Promise<string>} what became of the task */
export async function run(runtime) {
  const engines = inMemory({ runtime });
  const pipeline = createPipeline({ ...engines, runtime });
  /** @type {Promise<string>} */
  const settled = new Promise((resolve) => {
    pipeline.onSettled('report', (task) => {
      resolve(task.status);
      return Promise.resolve();
    });
  });
  const worker = createWorker({
    ...engines,
    sources: new InMemorySourceReader(),
    processor: new InMemoryImageProcessor(),
    images: new InMemoryImageStore(),
    runtime,
  });
  await pipeline.start();
  await worker.start();

  const { id } = await pipeline.submit('photos/a.jpg');
  /** @type {string[]} */
  const statuses = [];
  for await (const { status } of pipeline.watch(id)) if (statuses.at(-1) !== status) statuses.push(status);
  const { images } = await pipeline.waitFor(id, { timeout: 10_000 });
  const handled = await settled;
  await worker.close();
  await pipeline.close();

  const sizes = [images['1024'], images['800']].map((image) => `${image?.width} x ${image?.height}`);
  if (sizes.join() !== '1024 x 768,800 x 600') throw new Error(`the derivatives are ${sizes.join(', ')}`);
  if (handled !== 'completed') throw new Error(`onSettled heard ${handled}`);
  return `submit -> ${statuses.join(' -> ')}, ${sizes.join(' and ')}, handler called`;
}
