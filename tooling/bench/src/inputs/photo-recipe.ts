/** How a photo is made from one of the shipped samples. */
export interface PhotoRecipe {
  /** Names the photo in tables. */
  readonly name: string;
  /** A file of `examples/image-service/samples`. */
  readonly sample: string;
  readonly width: number;
  readonly height: number;
  readonly encoding: 'baseline' | 'progressive' | 'png' | 'webp';
  /**
   * With a camera's EXIF and a Display P3 profile. It stands upright: the plain loop would leave it lying on
   * its side, and so do less than the others.
   */
  readonly likeAPhone?: boolean;
}

/** The photos of the image benchmarks, from a thumbnail to what a large sensor gives. */
export const photoRecipes: readonly PhotoRecipe[] = [
  { name: '0.3 MP JPEG', sample: 'fig.jpg', width: 640, height: 480, encoding: 'baseline' },
  { name: '2 MP JPEG', sample: 'two-dogs.jpg', width: 1200, height: 1600, encoding: 'baseline' },
  { name: '6 MP JPEG', sample: 'mountain-path.jpg', width: 3000, height: 2000, encoding: 'baseline' },
  { name: '12 MP JPEG', sample: 'sunset.jpg', width: 4032, height: 3024, encoding: 'baseline' },
  { name: '24 MP JPEG', sample: 'dandelions.jpg', width: 6000, height: 4000, encoding: 'baseline' },
  { name: '48 MP JPEG', sample: 'sunset.jpg', width: 8064, height: 6048, encoding: 'baseline' },
  { name: '12 MP progressive JPEG', sample: 'sunset.jpg', width: 4032, height: 3024, encoding: 'progressive' },
  { name: '12 MP phone JPEG', sample: 'fig.jpg', width: 4032, height: 3024, encoding: 'baseline', likeAPhone: true },
  { name: '6 MP PNG', sample: 'mountain-path.jpg', width: 3000, height: 2000, encoding: 'png' },
  { name: '12 MP WebP', sample: 'dandelions.jpg', width: 4032, height: 3024, encoding: 'webp' },
];

/** The recipe's file name: also its place in the cache. */
export function fileNameOf({ name, encoding }: PhotoRecipe): string {
  const extension = encoding === 'png' || encoding === 'webp' ? encoding : 'jpg';
  return `${name.toLowerCase().replaceAll(' ', '-')}.${extension}`;
}
