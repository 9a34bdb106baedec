import { numberText } from '../report/table-text.ts';
import { ratioOf } from '../runner/contest.ts';
import type { Line } from '../runner/line.ts';
import type { BatchResult } from './batch.ts';
import type { ImageContestantName } from './contestants.ts';
import type { OneImageResult } from './one-image.ts';

type Measured = Pick<Line, 'measured' | 'note'>;

/**
 * The promises about one image: each is for every baseline JPEG of its size, so the worst one counts. What
 * the other formats come to stands beside it.
 */
export function oneImageLines(results: readonly OneImageResult[]): readonly Line[] {
  const from = (least: number, most = Number.POSITIVE_INFINITY): readonly OneImageResult[] =>
    results.filter(({ photo }) => photo.megapixels >= least && photo.megapixels < most);
  const faster = { bound: 'at least', unit: 'x' } as const;
  const above = { bound: 'at most', unit: 'x' } as const;
  return [
    {
      what: 'one image, JPEG of 12 MP and up, against the plain loop',
      limit: 1.8,
      ...faster,
      ...slowest(from(12), 'plain loop'),
    },
    {
      what: 'one image, JPEG of 6 MP and up, against two vipsthumbnail calls at once',
      limit: 1.9,
      ...faster,
      ...slowest(from(6), 'vipsthumbnail'),
    },
    { what: 'one image against the floor, JPEG of 24 MP and up', limit: 1.15, ...above, ...farthest(from(24)) },
    { what: 'one image against the floor, JPEG of 12 MP', limit: 1.35, ...above, ...farthest(from(12, 24)) },
  ];
}

/** The promises about a batch. */
export function batchLines({ times, size }: BatchResult): readonly Line[] {
  const line = (what: string, limit: number, ours: ImageContestantName, other: ImageContestantName): Line => ({
    what: `batch of ${size} mixed photos, ${what}`,
    bound: 'at least',
    limit,
    unit: 'x',
    ...besideFloor(times, other, ours),
  });
  return [
    line('against the plain loop', 2.8, 'Safelight', 'plain loop'),
    line('Huffman tables optimised, against the plain loop', 2.5, 'Safelight, Huffman optimised', 'plain loop'),
    line('against vipsthumbnail, two processes', 2.6, 'Safelight', 'vipsthumbnail'),
  ];
}

/** The promise about memory. */
export function memoryLine(bytes: number, photo: string): Line {
  const what = `peak memory of a whole worker at concurrency 2, ${photo}`;
  return {
    what,
    bound: 'at most',
    limit: 200,
    unit: 'MB',
    measured: bytes / 1e6,
    note: 'MALLOC_ARENA_MAX=2, --heap-growing-percent=800',
  };
}

/** Where ours is the least ahead; beside it the floor: no program over libvips is farther ahead there. */
function slowest(results: readonly OneImageResult[], other: ImageContestantName): Measured {
  return worst(results, ({ times }) => besideFloor(times, other, 'Safelight'), Math.min);
}

/** How far ahead ours is, and in the note, how far the floor. */
function besideFloor(times: OneImageResult['times'], other: ImageContestantName, name: ImageContestantName): Measured {
  const [ours, floor] = [ratioIn(times, other, name), ratioIn(times, other, 'floor')];
  if (typeof ours.measured !== 'number' || typeof floor.measured !== 'number') return ours;
  return { ...ours, note: `${ours.note}, the floor ${numberText(floor.measured)}` };
}

/** Where ours is the farthest above the floor. */
function farthest(results: readonly OneImageResult[]): Measured {
  return worst(results, ({ times }) => ratioIn(times, 'Safelight', 'floor'), Math.max);
}

function worst(
  results: readonly OneImageResult[],
  measure: (result: OneImageResult) => Measured,
  pick: (...values: number[]) => number,
): Measured {
  const all = results.map((result) => ({ photo: result.photo, ...measure(result) }));
  const missing = all.find(({ measured }) => typeof measured !== 'number');
  if (missing !== undefined) return { measured: missing.measured };
  const figures = all.flatMap(({ photo, measured, note = '' }) =>
    typeof measured === 'number' ? [{ photo, measured, note }] : [],
  );
  const promised = figures.filter(({ photo }) => photo.isCameraJpeg);
  const measured = pick(...promised.map((one) => one.measured));
  const found = promised.find((one) => one.measured === measured);
  if (found === undefined) return { measured: { missing: 'no such photo in this run' } };
  const others = figures.filter(({ photo }) => !photo.isCameraJpeg);
  const notes = [
    `the worst: ${found.photo.name}, ${found.note}`,
    ...others.map((one) => `${one.photo.name} ${numberText(one.measured)}`),
  ];
  return { measured, note: notes.join('; ') };
}

/** How many times the first one's time is of the second's. */
function ratioIn(times: OneImageResult['times'], first: ImageContestantName, second: ImageContestantName): Measured {
  const [numerators, denominators] = [times.get(first), times.get(second)];
  if (numerators === undefined || denominators === undefined) {
    return { measured: { missing: `${numerators === undefined ? first : second} is not installed` } };
  }
  const { ofMedians, lower, upper } = ratioOf(numerators, denominators);
  return { measured: ofMedians, note: `quartiles ${numberText(lower)} to ${numberText(upper)}` };
}
