import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchArguments {
  /** Only see that the benchmark runs; its figures mean nothing. */
  readonly quick: boolean;
  /** The folder for figures and charts, if not the usual one. */
  readonly output?: string;
  /** The groups to run, in the order of the table. */
  readonly only: readonly string[];
}

/** How to call it. */
export const usage = `npm run bench -- [--quick] [--only <group>[,<group>]] [--output <folder>]

  --quick   about a minute: sees that everything runs; the figures mean nothing
  --only    just these groups
  --output  where figures and charts go (results in this workspace); docs/performance is what the page shows`;

/**
 * @param args without node and script
 * @param names of all groups, in the order of the table
 * @throws {TypeError} for what it does not know
 */
export function parseArguments(args: readonly string[], names: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      output: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const wanted = values.only.flatMap((list) => list.split(',')).filter((name) => name !== '');
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new TypeError(`No group is called ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  const only = wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
  return { quick: values.quick, only, ...(values.output === undefined ? {} : { output: values.output }) };
}
