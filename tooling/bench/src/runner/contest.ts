import { type Random, seededRandom, shuffled } from './random.ts';
import { medianOf, type Spread, spreadOf } from './statistics.ts';

/** One of those that are measured against each other. */
interface Contestant<T> {
  readonly name: string;
  /** Done before each run, and not part of it: emptying a folder, setting a thread count. */
  readonly prepare?: () => Promise<void> | void;
  /** One round's work. What it gives is what is measured. */
  readonly run: () => Promise<T>;
}

/** How a contest goes. */
export interface ContestOptions<T> {
  readonly contestants: readonly Contestant<T>[];
  /** Rounds that count. In each, every contestant runs once, in an order drawn anew. */
  readonly rounds: number;
  /** Rounds before them that do not count. Default 1. */
  readonly warmups?: number;
  /** Of the order. Default 1: the same order in every process. */
  readonly seed?: number;
  /** Told before each round, such as `round 3 of 10`. */
  readonly log?: (progress: string) => void;
}

/** What each contestant gave, by its name, one value a round, all in the order of the rounds. */
export type Rounds<T> = ReadonlyMap<string, readonly T[]>;

/**
 * Runs the contestants round by round, so that whatever else the machine does hits all of them. Use it
 * where a round gives several figures (throughput, p50, p99); {@link contest} is for times alone.
 */
export async function interleave<T>(options: ContestOptions<T>): Promise<Rounds<T>> {
  const { contestants, rounds, warmups = 1, seed = 1, log = () => {} } = options;
  const random: Random = seededRandom(seed);
  const results = new Map<string, T[]>(contestants.map(({ name }) => [name, []]));
  if (results.size < contestants.length) throw new RangeError('Two contestants have one name: give each its own.');
  for (let round = 1 - warmups; round <= rounds; round++) {
    log(round > 0 ? `round ${round} of ${rounds}` : 'warming up');
    for (const { name, prepare, run } of shuffled(contestants, random)) {
      await prepare?.();
      const result = await run();
      if (round > 0) results.get(name)?.push(result);
    }
  }
  return results;
}

/** Milliseconds that the work takes. */
export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** A contestant as {@link interleave} wants it, whose time is the figure, in milliseconds. */
function timed({ run, ...rest }: Contestant<unknown>): Contestant<number> {
  return { ...rest, run: () => millisecondsOf(run) };
}

/** How two contestants compare. */
export interface Ratio extends Spread {
  /** The ratio of the two medians: this is the figure that lines speak of. `median` is that of the rounds' ratios. */
  readonly ofMedians: number;
}

/**
 * How many times the one is of the other; median and quartiles are of the rounds' own ratios.
 *
 * @throws {RangeError} when the two lists differ in length or are empty
 */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Ratio {
  if (numerators.length !== denominators.length) throw new RangeError('A ratio needs a pair of values in each round.');
  const pairs = numerators.map((value, round) => value / (denominators[round] ?? Number.NaN));
  return { ...spreadOf(pairs), ofMedians: medianOf(numerators) / medianOf(denominators) };
}

/** What {@link contest} gives. */
export interface ContestResult {
  /** Milliseconds by contestant. */
  readonly times: ReadonlyMap<string, Spread>;
  /** How many times the reference's time each contestant's is: above 1 is slower. The reference's own is 1. */
  readonly ofReference: ReadonlyMap<string, Ratio>;
  /** How many times as fast as `slower` the contestant `faster` is. @throws {RangeError} for a name that did not run */
  timesAsFast(faster: string, slower: string): Ratio;
}

/** Measures how long each contestant takes, round by round, against one of them, the reference. */
export async function contest(
  options: ContestOptions<unknown> & { readonly reference: string },
): Promise<ContestResult> {
  const rounds = await interleave({ ...options, contestants: options.contestants.map(timed) });
  const of = (name: string): readonly number[] => {
    const values = rounds.get(name);
    if (values === undefined) throw new RangeError(`No contestant is called ${JSON.stringify(name)}.`);
    return values;
  };
  return {
    times: new Map([...rounds].map(([name, values]) => [name, spreadOf(values)])),
    ofReference: new Map([...rounds].map(([name, values]) => [name, ratioOf(values, of(options.reference))])),
    timesAsFast: (faster, slower) => ratioOf(of(slower), of(faster)),
  };
}
