import { fsStore } from '@safelight/adapter-fs-store';
import { sharpProcessor } from '@safelight/adapter-sharp';
import { inMemory } from '@safelight/core/in-memory';
import { compose } from './compose.ts';
import { Products } from './products.ts';

/** Makes the derivatives of one photo, and gives where the product's picture is. */
export async function embed(photos: string, photo: string, output: string): Promise<string | undefined> {
  const products = new Products();
  const engines = { ...inMemory(), ...fsStore({ root: photos, output }), processor: sharpProcessor() };
  const { pipeline, worker } = compose(engines, products);
  await pipeline.start();
  await worker.start();

  const task = await pipeline.submit(photo, {
    presets: ['hero'],
    metadata: { productId: 42 },
    idempotencyKey: 'product-42',
  });
  for await (const now of pipeline.watch(task.id)) console.log(now.status, now.progress);
  const done = await pipeline.waitFor(task.id, { timeout: 30_000 });
  console.log(done.images.hero);

  await worker.close();
  await pipeline.close();
  return products.pictureOf('42');
}
