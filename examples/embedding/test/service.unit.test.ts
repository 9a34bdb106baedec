import { simulate } from '@safelight/core/testing';
import { expect, it } from 'vitest';
import { compose } from '../src/compose.ts';
import { Products } from '../src/products.ts';

it('loses no accepted task, and every product gets its picture', { timeout: 60_000 }, async () => {
  const products = new Products();
  const report = await simulate({
    seeds: 300,
    build: (engines) => compose(engines, products),
    submit: (pipeline, { index, path, idempotencyKey }) =>
      pipeline.submit(path, { presets: ['hero'], metadata: { productId: index }, idempotencyKey }),
    begin: () => products.clear(),
    verify: (tasks) => {
      for (const { status, metadata, images } of tasks) {
        if (status === 'completed') expect(products.pictureOf(String(metadata.productId))).toBe(images.hero?.path);
      }
    },
  });
  expect(report.seeds).toBe(300);
});
