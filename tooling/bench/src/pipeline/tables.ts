import type { ContestResult } from '../runner/contest.ts';
import type { Report } from '../runner/group.ts';
import type { Comparison, Figure } from './compare.ts';

const figures: readonly Figure[] = ['perSecond', 'p50', 'p99'];

/** Shows contestants of the pipeline; the first is what the others are compared with. */
export function reportComparison(
  title: string,
  names: readonly string[],
  comparison: Comparison,
  report: Report,
): void {
  const [reference = ''] = names;
  report.table({
    title,
    columns: ['', 'tasks a second', 'x', 'p50, ms', 'x', 'p99, ms', 'x'],
    rows: names.map((name) => [
      name,
      ...figures.flatMap((figure) => [
        comparison.spread(name, figure).median,
        comparison.ratio(name, reference, figure).ofMedians,
      ]),
    ]),
  });
  for (const figure of figures) {
    const spreads = names.map((name) => [name, comparison.spread(name, figure)] as const);
    report.raw(`${title}, ${figure}`, Object.fromEntries(spreads));
  }
}

/** Shows what a publish takes. */
export function reportPublish(result: ContestResult, report: Report): void {
  report.table({
    title: 'Publish, awaited, one after another',
    columns: ['', 'ms a round', 'x'],
    rows: [...result.times].map(([name, { median }]) => [name, median, result.ofReference.get(name)?.ofMedians ?? 1]),
  });
}
