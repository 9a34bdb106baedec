import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check, type StoredImage } from '@safelight/core';

/** An image of an event, and the file that stands under its path. */
export interface Stored {
  readonly told: StoredImage;
  readonly file: { readonly md5: string; readonly size: number };
}

const prefix = '/output/';
const text = check.string({ min: 1 });
const pixels = check.integer({ min: 1 });
const imagesCheck = check.array(
  check.object<StoredImage>({
    resolution: text,
    path: check.string({ pattern: /^\/output\/[^/]+\/[^/]+\/[0-9a-f]{32}\.jpg$/, what: 'a stored path' }),
    md5: text,
    size: pixels,
    width: pixels,
    height: pixels,
    format: check.oneOf('jpeg'),
  }),
  { min: 1 },
);

/** The `images` of an event, each with its file. @throws {Error} where they are none, or a file is missing */
export async function storedImages(images: unknown, output: string): Promise<readonly Stored[]> {
  const problems: string[] = [];
  const told = imagesCheck(images, 'images', problems);
  if (told === undefined) throw new Error(problems.join('; '));
  return Promise.all(
    told.map(async (image) => {
      const data = await readFile(join(output, image.path.slice(prefix.length)));
      return { told: image, file: { md5: createHash('md5').update(data).digest('hex'), size: data.length } };
    }),
  );
}
