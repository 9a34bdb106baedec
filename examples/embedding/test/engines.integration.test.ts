import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fsStore } from '@safelight/adapter-fs-store';
import { sharpProcessor } from '@safelight/adapter-sharp';
import { InMemoryTaskRepository } from '@safelight/core/in-memory';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, it } from 'vitest';
import { compose } from '../src/compose.ts';
import { chooseEngines } from '../src/engines.ts';
import { Products } from '../src/products.ts';

const sample = fileURLToPath(new URL('../../image-service/samples/fig.jpg', import.meta.url));

// Servers of its own: the queue, the channel and the database have the names that a user gets by default.
describeWithServers(
  'the service on real engines',
  ({ redis, mongo }) => {
    it('gives the product its picture: the API in one composition, the worker in another', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'safelight-embedding-'));
      await cp(sample, join(folder, 'photos', 'fig.jpg'));
      const products = new Products();
      const process = () => ({
        ...chooseEngines(redis.url, mongo.url),
        ...fsStore({ root: join(folder, 'photos'), output: join(folder, 'output') }),
        processor: sharpProcessor(),
      });
      const { pipeline } = compose(process(), products);
      const { worker } = compose(process(), products);
      await pipeline.start();
      await worker.start();

      const { id } = await pipeline.submit('fig.jpg', { metadata: { productId: 42 } });
      const { images } = await pipeline.waitFor(id, { timeout: 30_000 });
      await worker.close();
      await pipeline.close();

      expect(images.hero).toMatchObject({ width: 1024 });
      expect(products.pictureOf('42')).toBe(images.hero?.path);
      await rm(folder, { recursive: true });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);

it('needs neither server without their URLs', () => {
  expect(chooseEngines().repository).toBeInstanceOf(InMemoryTaskRepository);
  expect(chooseEngines('redis://127.0.0.1').repository).toBeInstanceOf(InMemoryTaskRepository);
});
