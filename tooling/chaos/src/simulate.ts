// `npm run simulate`: the example's own composition, its webhook included, through any number of seeds.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runThreads } from './simulation/run-threads.ts';

const usage = `Usage: npm run simulate -- [--seeds N] [--from N]

Runs the image service's own composition on the in-memory engines and a virtual clock, seed by seed, through crashes,
stalls, outages, wrong clocks and lost, doubled and reordered messages; a receiver keeps the book of its webhook.

  --seeds N  how many; default 10000
  --from N   the first; default 1

Exit code: 0 when every promise was kept, 1 when a seed breaks one (it is printed), 2 when the command line is wrong.`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const range = parse(argv);
  if (range === undefined) {
    console.error(usage);
    return 2;
  }
  const { count, from } = range;
  const startedAt = performance.now();
  const every = Math.max(1, Math.floor(count / 20));
  const result = await runThreads(
    Array.from({ length: count }, (_, index) => from + index),
    Math.min(availableParallelism(), count),
    (done) => {
      if (done % every === 0 || done === count) console.log(`${done} of ${count} seeds`);
    },
  );
  for (const message of result.broken) console.error(message);
  if (result.broken.length > 0) return 1;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  console.log(`${result.seeds} seeds, ${result.tasks} tasks, ${result.incidents} incidents, in ${seconds} s.`);
  console.log('Every promise was kept.');
  return 0;
}

function parse(argv: readonly string[]): { readonly count: number; readonly from: number } | undefined {
  try {
    const { values } = parseArgs({ args: [...argv], options: { seeds: { type: 'string' }, from: { type: 'string' } } });
    const [count, from] = [Number(values.seeds ?? 10_000), Number(values.from ?? 1)];
    return [count, from].every((number) => Number.isSafeInteger(number) && number > 0) ? { count, from } : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
