import { interleave, type Ratio, ratioOf } from '../runner/contest.ts';
import { quantile, type Spread, spreadOf } from '../runner/statistics.ts';
import type { RunningContestant } from './running-contestant.ts';
import { atOnce } from './scale.ts';

/** One round of one contestant. */
interface Round {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  /** Milliseconds. */
  readonly p99: number;
}

/** What of a round is compared. */
export type Figure = keyof Round;

/** The figures of contestants that ran side by side. */
export interface Comparison {
  spread(name: string, figure: Figure): Spread;
  /** How many times the one's figure is of the other's. */
  ratio(name: string, reference: string, figure: Figure): Ratio;
}

/** How much a comparison measures. */
export interface Amount {
  readonly throughput: { readonly rounds: number; readonly warmups: number; readonly tasks: number };
  readonly latency: { readonly rounds: number; readonly tasks: number; readonly every: number };
}

/** Measures throughput, then latency, round by round. */
export async function compare(
  running: readonly RunningContestant[],
  { throughput, latency }: Amount,
  log: (progress: string) => void,
): Promise<Comparison> {
  const perSecond = await interleave({
    contestants: running.map((one) => ({
      name: one.name,
      run: async () => ({ perSecond: await one.throughput(throughput.tasks, atOnce) }),
    })),
    rounds: throughput.rounds,
    warmups: throughput.warmups,
    log: (progress) => log(`throughput, ${progress}`),
  });
  const delays = await interleave({
    contestants: running.map((one) => ({
      name: one.name,
      run: async () => {
        const latencies = await one.latencies(latency.tasks, latency.every);
        return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
      },
    })),
    rounds: latency.rounds,
    log: (progress) => log(`latency, ${progress}`),
  });
  const values = (name: string, figure: Figure): readonly number[] =>
    figure === 'perSecond'
      ? (perSecond.get(name) ?? []).map((round) => round.perSecond)
      : (delays.get(name) ?? []).map((round) => round[figure]);
  return {
    spread: (name, figure) => spreadOf(values(name, figure)),
    ratio: (name, reference, figure) => ratioOf(values(name, figure), values(reference, figure)),
  };
}
