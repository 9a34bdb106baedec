import { describe, expect, it } from 'vitest';
import { batchLines, memoryLine, oneImageLines } from '../src/images/lines.ts';
import { linesTable } from '../src/report/lines-table.ts';
import { tableText } from '../src/report/table-text.ts';
import { type Line, verdictOf } from '../src/runner/line.ts';

const line: Line = { what: 'speed', bound: 'at least', limit: 1.8, unit: 'x', measured: 1.8 };

describe('a line', () => {
  it.each<[Partial<Line>, string]>([
    [{}, 'met'],
    [{ measured: 1.79 }, 'not met'],
    [{ bound: 'at most' }, 'met'],
    [{ bound: 'at most', measured: 1.81 }, 'not met'],
    [{ measured: { missing: 'gm is not installed' } }, 'not measured'],
    [{ measured: Number.NaN }, 'not met'],
  ])('%j is %s', (change, verdict) => {
    expect(verdictOf({ ...line, ...change })).toBe(verdict);
  });

  it('stands in the table beside its figure, or beside why there is none', () => {
    const text = tableText(
      linesTable([
        { ...line, measured: 2.345, note: 'of 12 MP' },
        { ...line, what: 'memory', bound: 'at most', limit: 200, unit: 'MB', measured: { missing: 'no photo' } },
      ]),
    );
    expect(text).toMatch(/^speed +at least 1\.8 x +2\.35 x +met +of 12 MP$/m);
    expect(text).toMatch(/^memory +at most 200 MB +- +not measured +no photo$/m);
  });
});

const photo = (megapixels: number, isCameraJpeg = true) => ({
  name: `${megapixels} MP`,
  file: '',
  size: 1,
  megapixels,
  isCameraJpeg,
});
const result = (megapixels: number, times: Record<string, number>) => ({
  photo: photo(megapixels),
  times: new Map(Object.entries(times).map(([name, ms]) => [name, [ms]])),
});

describe('the lines of the images', () => {
  const all = [
    result(2, { Safelight: 10, 'plain loop': 10, vipsthumbnail: 10, floor: 5 }),
    result(6, { Safelight: 10, 'plain loop': 10, vipsthumbnail: 25, floor: 5 }),
    result(12.2, { Safelight: 10, 'plain loop': 19, vipsthumbnail: 30, floor: 8 }),
    result(24, { Safelight: 10, 'plain loop': 22, vipsthumbnail: 40, floor: 9 }),
    result(48, { Safelight: 10, 'plain loop': 20, vipsthumbnail: 50, floor: 9.5 }),
  ];

  it('take the worst photo of their size', () => {
    const [plain, vips, above24, at12] = oneImageLines(all);
    expect([plain?.measured, plain?.note]).toEqual([1.9, expect.stringContaining('12.2 MP')]);
    expect([vips?.measured, vips?.note]).toEqual([2.5, expect.stringContaining('6 MP')]);
    expect([above24?.measured, above24?.note]).toEqual([10 / 9, expect.stringContaining('24 MP')]);
    expect(at12?.measured).toBe(10 / 8);
  });

  it('have other formats beside them, and not among them', () => {
    const webp = { ...all[2], photo: { ...photo(12, false), name: '12 MP WebP' } };
    const times = new Map(
      [...(all[2]?.times ?? [])].map(([name, [ms = 0]]) => [name, [name === 'Safelight' ? 19 : ms]]),
    );
    const [plain] = oneImageLines([...all, { ...webp, times }]);
    expect([plain?.measured, plain?.note]).toEqual([1.9, expect.stringContaining('12 MP WebP 1.00')]);
  });

  it('say what is missing', () => {
    const without = all.map(({ photo: one, times }) => ({
      photo: one,
      times: new Map([...times].filter(([name]) => name !== 'vipsthumbnail')),
    }));
    expect(oneImageLines(without)[1]?.measured).toEqual({ missing: 'vipsthumbnail is not installed' });
    expect(oneImageLines(all.slice(0, 2))[0]?.measured).toEqual({ missing: 'no such photo in this run' });
  });

  it('compare whole batches round by round', () => {
    const times = new Map([
      ['Safelight', [10, 10, 10]],
      ['Safelight, Huffman optimised', [20, 20, 20]],
      ['plain loop', [30, 28, 40]],
    ]);
    const [normal, optimised, vips] = batchLines({ size: 200, times });
    expect([normal?.measured, normal && verdictOf(normal)]).toEqual([3, 'met']);
    expect([optimised?.measured, optimised && verdictOf(optimised)]).toEqual([1.5, 'not met']);
    expect(vips && verdictOf(vips)).toBe('not measured');
  });

  it('count memory in megabytes', () => {
    expect(memoryLine(210_000_000, '48 MP JPEG')).toMatchObject({ measured: 210, limit: 200, bound: 'at most' });
  });
});
