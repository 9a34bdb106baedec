import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { PhotoRecipe } from './photo-recipe.ts';
import { addSensorNoise } from './sensor-noise.ts';

const samples = new URL('../../../../examples/image-service/samples/', import.meta.url);

/** Makes the photo's file. The same recipe gives the same bytes with the same version of sharp. */
export async function makePhoto(recipe: PhotoRecipe, file: string): Promise<void> {
  const { width, height } = recipe;
  const { data, info } = await sharp(fileURLToPath(new URL(recipe.sample, samples)), { autoOrient: true })
    .resize(width, height, { fit: 'cover' })
    .sharpen()
    .raw()
    .toBuffer({ resolveWithObject: true });
  addSensorNoise(data, width * height);
  const photo = sharp(data, { raw: { width, height, channels: info.channels } });
  if (recipe.likeAPhone) photo.withIccProfile('p3').withExif(phoneExif);
  // As cameras write them: little compressed (a file of 12 megapixels has 4 MB), the standard's Huffman tables.
  if (recipe.encoding === 'png') photo.png({ compressionLevel: 6 });
  else if (recipe.encoding === 'webp') photo.webp({ quality: 90, effort: 2 });
  else photo.jpeg({ quality: 95, optimiseCoding: false, progressive: recipe.encoding === 'progressive' });
  await photo.toFile(file);
}

const phoneExif = {
  IFD0: { Make: 'Safelight', Model: 'Bench' },
  IFD2: { ExposureTime: '1/120', FNumber: '18/10', DateTimeOriginal: '2024:05:01 12:00:00' },
};
