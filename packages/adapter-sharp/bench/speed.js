// How much faster the default presets are than the plain loop over sharp, on the photos that ship with
// the example: rounds of both, one after the other, so that what else the machine does hits both.
//
//   npm run build && npm run bench --workspace @safelight/adapter-sharp

import { readFile } from 'node:fs/promises';
import { sharpProcessor } from '@safelight/adapter-sharp';
import { defaultPresets } from '@safelight/core';
import sharp from 'sharp';

const rounds = 25;
const processor = sharpProcessor();
const { signal } = new AbortController();

/** @param {Uint8Array} source */
async function shared(source) {
  for await (const { size } of processor.derive(source, defaultPresets.all, { signal })) {
    if (size === 0) throw new Error('an empty derivative');
  }
}

/** @param {Uint8Array} source */
async function plainLoop(source) {
  for (const { width } of defaultPresets.all) {
    await sharp(source)
      .resize(width, null, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 85 })
      .toBuffer();
  }
}

/** @param {() => Promise<void>} work */
async function millisecondsOf(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const photo = (name) => readFile(new URL(`../../../examples/image-service/samples/${name}`, import.meta.url));
const dandelions = await photo('dandelions.jpg');
const sources = {
  'JPEG, progressive, 15.9 megapixels': dandelions,
  'JPEG, progressive, 12.2 megapixels': await photo('sunset.jpg'),
  'JPEG, baseline, 15.9 megapixels': await sharp(dandelions).jpeg({ quality: 92 }).toBuffer(),
  'PNG, 15.9 megapixels': await sharp(dandelions).png({ compressionLevel: 3 }).toBuffer(),
  'WebP, 15.9 megapixels': await sharp(dandelions).webp({ quality: 85, effort: 1 }).toBuffer(),
  'JPEG, 700 pixels wide (nothing to resize)': await sharp(dandelions).resize(700).jpeg({ quality: 90 }).toBuffer(),
};

for (const [name, source] of Object.entries(sources)) {
  const [ours, plain] = [[], []];
  await shared(source);
  await plainLoop(source);
  for (let round = 0; round < rounds; round++) {
    ours.push(await millisecondsOf(() => shared(source)));
    plain.push(await millisecondsOf(() => plainLoop(source)));
  }
  const ratio = (median(plain) / median(ours)).toFixed(2);
  console.log(`${name}: ${median(plain).toFixed(0)} ms / ${median(ours).toFixed(0)} ms = ${ratio}`);
}
