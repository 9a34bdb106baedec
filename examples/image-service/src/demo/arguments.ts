import { parseArgs } from 'node:util';
import { type EngineName, engineNames } from './stage.ts';
import { UsageError } from './usage-error.ts';

/** What the command line asks for; paths as they were typed. */
export interface DemoArguments {
  /** Empty: the samples. */
  readonly images: readonly string[];
  /** A folder, from where the demo was called. */
  readonly output: string;
  readonly engines: EngineName;
  readonly help: boolean;
}

/** What `--help` prints. */
export const usage = `Usage: npm run demo -- [IMAGE...] [--output DIR] [--engines NAME]

Makes derivatives of the images, or of the samples that ship with the demo: 1024 and 800 pixels wide.
Only files in the folders of the named images are read; links out of them are not followed.

  IMAGE           an image file, from the folder where you call the demo
  --output DIR    where the derivatives go; default: output
  --engines NAME  embedded: all in this process, the default
                  redis-mongo: a worker process of its own, on Redis and MongoDB; the servers of REDIS_URL
                  and MONGODB_URL, or where one is not set, one that is started for the demo
  --help          print this

Exit code: 0 when every image is done, 1 when some failed, 2 when nothing could be begun, 130 after Ctrl-C.`;

const options = {
  output: { type: 'string', default: 'output' },
  engines: { type: 'string', default: 'embedded' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 *
 * @param argv without the names of node and script
 * @throws {UsageError}
 */
export function parseArguments(argv: readonly string[]): DemoArguments {
  const { values, positionals } = parse(argv);
  if (values.output === '') throw new UsageError('--output needs the name of a folder.');
  if (positionals.includes('')) {
    throw new UsageError('An image path is empty: name an image file, or give no path at all for the samples.');
  }
  return { ...values, images: positionals, engines: engineNamed(values.engines) };
}

function engineNamed(name: string): EngineName {
  const found = engineNames.find((known) => known === name);
  if (found === undefined) throw new UsageError(`--engines takes ${engineNames.join(' or ')}, not '${name}'.`);
  return found;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [problem = ''] = error.message.split(/[.\n]/);
    throw new UsageError(
      `${problem}. The options are --output DIR, --engines NAME and --help; put -- before a path that begins with a dash.`,
      { cause: error },
    );
  }
}
