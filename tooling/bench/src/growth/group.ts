import { type Ratio, type Rounds, ratioOf } from '../runner/contest.ts';
import type { Group, Report } from '../runner/group.ts';
import type { Line } from '../runner/line.ts';
import { medianOf } from '../runner/statistics.ts';
import { measureQueueGrowth } from './queue.ts';
import { measureRepositoryGrowth } from './repository.ts';

/** What is measured, by size of the backlog. Tasks and jobs are those of one round, size and step. */
const wholeScale = { sizes: [1_000, 100_000, 1_000_000], rounds: 7, tasks: 2_000, jobs: 500 };
const quickScale = { sizes: [1_000, 5_000, 10_000], rounds: 1, tasks: 200, jobs: 100 };

/** What a task costs, by the size of the backlog that it is one of. */
export const growthGroup: Group = {
  name: 'growth',
  async run({ quick, report, log }) {
    const { sizes, rounds, tasks, jobs } = quick ? quickScale : wholeScale;
    const repository = await measureRepositoryGrowth({ sizes, rounds, tasks, log });
    reportGrowth('In-memory repository, microseconds a task', repository, report);
    const queue = await measureQueueGrowth({ sizes, rounds, jobs, log });
    reportGrowth('BullMQ queue, microseconds a job', queue, report);
    return [lineOf(totalsOf(repository.rounds), totalsOf(queue.rounds), sizes)];
  },
};

/** Microseconds by step. */
type Cost<K extends string> = Readonly<Record<K, number>>;
/** Microseconds of all steps, one value a round, by size. */
type Totals = ReadonlyMap<string, readonly number[]>;

function totalsOf<K extends string>(rounds: Rounds<Cost<K>>): Totals {
  return new Map([...rounds].map(([size, costs]) => [size, costs.map(totalOf)]));
}

function totalOf<K extends string>(cost: Cost<K>): number {
  return Object.values<number>(cost).reduce((sum, one) => sum + one, 0);
}

/** A task goes through both: what it costs is the sum. What each costs alone is in the note, and by step in the tables. */
function lineOf(repository: Totals, queue: Totals, sizes: readonly number[]): Line {
  const [few = 0] = sizes;
  const many = sizes.at(-1) ?? few;
  const both = new Map(
    sizes.map((size): [string, readonly number[]] => {
      const ofQueue = queue.get(String(size)) ?? [];
      return [String(size), (repository.get(String(size)) ?? []).map((cost, round) => cost + (ofQueue[round] ?? 0))];
    }),
  );
  const growth = (totals: Totals): Ratio => ratioOf(totals.get(String(many)) ?? [], totals.get(String(few)) ?? []);
  const [whole, repositoryAlone, queueAlone] = [growth(both), growth(repository), growth(queue)];
  const alone = `the repository alone ${repositoryAlone.ofMedians.toFixed(2)}, the queue ${queueAlone.ofMedians.toFixed(2)}`;
  return {
    what: `cost per task at ${many.toLocaleString('en')} against ${few.toLocaleString('en')}`,
    bound: 'at most',
    limit: 1.2,
    unit: 'x',
    measured: whole.ofMedians,
    note: `quartiles ${whole.lower.toFixed(2)} to ${whole.upper.toFixed(2)}; ${alone}`,
  };
}

/** A row a size, a column a step. */
function reportGrowth<K extends string>(
  title: string,
  growth: { readonly rounds: Rounds<Cost<K>>; readonly bytes: ReadonlyMap<string, number> },
  report: Report,
): void {
  const [[, first = []] = []] = growth.rounds;
  const steps = Object.keys(first[0] ?? {});
  report.table({
    title,
    columns: ['backlog', ...steps, 'all', 'bytes each'],
    rows: [...growth.rounds].map(([size, costs]) => [
      Number(size).toLocaleString('en'),
      ...steps.map((step) => medianOf(costs.map((cost) => Number(Reflect.get(cost, step))))),
      medianOf(costs.map(totalOf)),
      Math.round(growth.bytes.get(size) ?? 0),
    ]),
  });
  report.raw(title, Object.fromEntries(growth.rounds));
}
