import { numberText } from '../report/table-text.ts';
import { ratioOf } from '../runner/contest.ts';
import type { Bar, Cell, Report } from '../runner/group.ts';
import { type Spread, spreadOf } from '../runner/statistics.ts';
import type { BatchResult } from './batch.ts';
import { type OneImageResult, photosOfEveryone } from './one-image.ts';

/** Adds the contest over one photo at a time. */
export function reportOneImage(results: readonly OneImageResult[], report: Report): void {
  const rows = results.flatMap(({ photo, times }) =>
    [...times].map(([name, values]) => [photo.name, name, ...cells(times, values)]),
  );
  report.table({
    title: 'One image: from the file to its two derivatives, stored',
    columns: ['photo', 'contestant', 'ms', 'quartiles', 'times ours', 'quartiles of the rounds'],
    rows,
  });
  report.chart({
    name: 'one-image',
    title: 'One image, 1024 and 800 pixels wide',
    axis: 'milliseconds from the file to both derivatives stored (the floor stores nothing); less is better',
    groups: results
      .filter(({ photo }) => photosOfEveryone.includes(photo.name))
      .map(({ photo, times }) => ({
        label: photo.name,
        bars: [...times].map(([name, values]) => bar(name, spreadOf(values))),
      })),
  });
  report.raw(
    'oneImage',
    results.map(({ photo, times }) => ({ photo, milliseconds: Object.fromEntries(times) })),
  );
}

/** Adds the contest over a batch. */
export function reportBatch({ size, times }: BatchResult, report: Report): void {
  report.table({
    title: `A batch of ${size} mixed photos`,
    columns: ['contestant', 'ms', 'quartiles', 'times ours', 'quartiles of the rounds', 'photos a second'],
    rows: [...times].map(([name, values]) => [name, ...cells(times, values), (size * 1000) / spreadOf(values).median]),
  });
  const perSecond = (values: readonly number[]): Spread => spreadOf(values.map((ms) => (size * 1000) / ms));
  report.chart({
    name: 'batch',
    title: `A batch of ${size} mixed photos`,
    axis: 'photos a second; more is better',
    groups: [{ label: '', bars: [...times].map(([name, values]) => bar(name, perSecond(values))) }],
  });
  report.raw('batch', { size, milliseconds: Object.fromEntries(times) });
}

function cells(times: OneImageResult['times'], values: readonly number[]): readonly Cell[] {
  const { median, lower, upper } = spreadOf(values);
  const { ofMedians, ...rounds } = ratioOf(values, times.get('Safelight') ?? []);
  return [median, between(lower, upper), ofMedians, between(rounds.lower, rounds.upper)];
}

function between(lower: number, upper: number): string {
  return `${numberText(lower)} to ${numberText(upper)}`;
}

function bar(name: string, { median, lower, upper }: Spread): Bar {
  return { label: name, value: median, spread: [lower, upper], ours: name.startsWith('Safelight') };
}
