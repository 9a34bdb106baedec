import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchArguments {
  /** Only see that the benchmark runs; its figures mean nothing. */
  readonly quick: boolean;
  /** Write figures and charts where the documentation shows them. */
  readonly docs: boolean;
  /** The groups to run, in the order of the table. */
  readonly only: readonly string[];
}

/** How to call it. */
export const usage = `npm run bench -- [--quick] [--only <group>[,<group>]] [--docs]

  --quick   about a minute: sees that everything runs; the figures mean nothing
  --only    just these groups
  --docs    also writes figures and charts to docs/performance, for the page to show`;

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
      docs: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const wanted = values.only.flatMap((list) => list.split(',')).filter((name) => name !== '');
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new TypeError(`No group is called ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  if (values.docs && values.quick) throw new TypeError('--docs wants a whole run: leave --quick away.');
  const only = wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
  return { quick: values.quick, docs: values.docs, only };
}
