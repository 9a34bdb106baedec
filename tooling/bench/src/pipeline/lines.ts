import type { ContestResult, Ratio } from '../runner/contest.ts';
import type { Line } from '../runner/line.ts';
import type { Comparison } from './compare.ts';
import { publishers } from './publish.ts';
import type { ContestantName } from './settings.ts';

const bare: ContestantName = 'bare BullMQ';
const ours: ContestantName = 'Safelight, in-memory repository';

/** The pipeline's lines. */
export function pipelineLines(comparison: Comparison): readonly Line[] {
  const perSecond = comparison.ratio(ours, bare, 'perSecond');
  const p50 = comparison.ratio(ours, bare, 'p50');
  const p99 = comparison.ratio(ours, bare, 'p99');
  return [
    line('pipeline tasks a second against bare BullMQ, in-memory repository', 'at least', 0.9, perSecond),
    line('submit-to-completed p50 against bare BullMQ', 'at most', 1.2, p50),
    line('submit-to-completed p99 against bare BullMQ', 'at most', 1.5, p99),
  ];
}

/** The line of the event bus. */
export function publishLine(result: ContestResult): Line {
  const ratio = result.ofReference.get(publishers.ours);
  if (ratio === undefined) throw new RangeError('The event bus did not run.');
  return line('publish, awaited, against raw ioredis publish', 'at most', 1.2, ratio);
}

function line(what: string, bound: Line['bound'], limit: number, ratio: Ratio): Line {
  return { what, bound, limit, unit: 'x', measured: ratio.ofMedians, note: quartiles(ratio) };
}

/** How far the rounds lay apart. */
function quartiles({ lower, upper, count }: Ratio): string {
  return `quartiles ${lower.toFixed(2)} to ${upper.toFixed(2)} of ${count} rounds`;
}
