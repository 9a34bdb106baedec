import { parseArgs } from 'node:util';
import { type Removable, removable } from './processes/settings.ts';

/** What the command line asks for. */
export interface Options {
  /** Decides the schedule. */
  readonly seed: number;
  /** About how long faults are injected. Absent: each scenario once. */
  readonly minutes?: number;
  /** How many tasks are accepted at least; 0: as many as come. */
  readonly tasks: number;
  /** How many tasks are submitted in a second. */
  readonly rate: number;
  /** Empty: all of them. */
  readonly scenarios: readonly string[];
  readonly without: readonly Removable[];
  /** Where the JSON report goes, from where the rig was called. */
  readonly report?: string;
  readonly help: boolean;
}

/** A command line that can't be understood; the message lists every problem. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Tasks in a minute, unless `--tasks` and `--minutes` say otherwise. */
const tasksPerMinute = 250;

/** What `--help` prints. */
export function usage(scenarios: readonly { readonly name: string; readonly shows: string }[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return `Usage: npm run chaos -- [--minutes N] [--seed N] [--tasks N] [--scenario NAME]... [--without NAME]... [--report FILE]

Starts Redis, a MongoDB-wire server, API and worker processes; submits tasks over HTTP; kills, stops, starves and empties
servers and processes by a seeded schedule; and judges in the end whether every promise was kept.

  --minutes N      how long faults are injected; default: until each scenario has had its turn
  --seed N         the schedule; the same seed gives the same one; default: a new one, which is printed
  --tasks N        how many tasks are accepted at least; default: ${tasksPerMinute} for each of --minutes
  --scenario NAME  only this one; may be given several times
  --without NAME   take out ${removable.join(' or ')}: the run has to fail then
  --report FILE    write the report there, as JSON
  --help           print this

Scenarios:
${scenarios.map(({ name, shows }) => `  ${name.padEnd(width)}  ${shows}`).join('\n')}

Exit code: 0 when every promise was kept, 1 when not, 2 when the command line is wrong or no server can be had, 130
after Ctrl-C. After a failed run its folder is kept: logs of all processes, the ledger, histories of the tasks.`;
}

const flags = {
  minutes: { type: 'string' },
  seed: { type: 'string' },
  tasks: { type: 'string' },
  scenario: { type: 'string', multiple: true, default: [] as string[] },
  without: { type: 'string', multiple: true, default: [] as string[] },
  report: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 *
 * @param argv without the names of node and script
 * @param names of the scenarios
 * @param newSeed gives the seed where none is named
 * @throws {UsageError} that lists every problem
 */
export function parseOptions(argv: readonly string[], names: readonly string[], newSeed: () => number): Options {
  const { minutes, seed, tasks, scenario, without, report, help } = parse(argv);
  const problems: string[] = [];
  const filled = {
    minutes: decimal('--minutes', minutes, 0.1, 1_440, problems),
    seed: whole('--seed', seed, 0, 2 ** 32 - 1, problems) ?? newSeed(),
    tasks: whole('--tasks', tasks, 1, 1_000_000, problems),
    scenarios: oneOf('--scenario', scenario, names, problems),
    without: oneOf('--without', without, removable, problems),
  };
  if (report === '') problems.push('--report needs the name of a file.');
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const planned = Math.round(tasksPerMinute * (filled.minutes ?? 0));
  const perMinute = filled.minutes === undefined ? tasksPerMinute : (filled.tasks ?? planned) / filled.minutes;
  return {
    seed: filled.seed,
    ...(filled.minutes === undefined ? {} : { minutes: filled.minutes }),
    tasks: filled.tasks ?? planned,
    rate: perMinute / 60,
    scenarios: filled.scenarios,
    without: filled.without,
    ...(report === undefined ? {} : { report }),
    help,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}. See --help.`, { cause: error });
  }
}

function whole(
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  problems.push(`${name} takes a whole number from ${min} to ${max}, not '${text}'.`);
  return undefined;
}

function decimal(
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  problems.push(`${name} takes a number from ${min} to ${max}, not '${text}'.`);
  return undefined;
}

function oneOf<W extends string>(
  name: string,
  texts: readonly string[],
  known: readonly W[],
  problems: string[],
): readonly W[] {
  return texts.flatMap((text) => {
    const found = known.find((one) => one === text);
    if (found !== undefined) return [found];
    problems.push(`${name} takes one of ${known.join(', ')}, not '${text}'.`);
    return [];
  });
}
