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
  /** Whether the page and the API are served afterwards. */
  readonly serve: boolean;
  /** Where they are; 0 is any port that is free. */
  readonly port: number;
  readonly help: boolean;
}

/** What `--help` prints. */
export const usage = `Usage: npm run demo -- [IMAGE...] [--output DIR] [--engines NAME] [--serve [--port N]]

Makes derivatives of the images, or of the samples that ship with the demo: 1024 and 800 pixels wide.
Only files in the folders of the named images are read; links out of them are not followed.

  IMAGE           an image file, from the folder where you call the demo
  --output DIR    where the derivatives go; default: output
  --engines NAME  embedded: all in this process, the default
                  redis-mongo: a worker process of its own, on Redis and MongoDB; the servers of REDIS_URL
                  and MONGODB_URL, or where one is not set, one that is started for the demo
  --serve         afterwards serve the page and the API of the same service, until Ctrl-C
  --port N        on this port; default: any that is free
  --help          print this

Exit code: 0 when every image is done, 1 when some failed, 2 when nothing could be begun, 130 after Ctrl-C. One that
ends --serve changes nothing: what counts are the images that were named.`;

const options = {
  output: { type: 'string', default: 'output' },
  engines: { type: 'string', default: 'embedded' },
  serve: { type: 'boolean', default: false },
  port: { type: 'string' },
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
  const { port, ...rest } = values;
  return { ...rest, images: positionals, engines: engineNamed(values.engines), port: portOf(port, values.serve) };
}

function engineNamed(name: string): EngineName {
  const found = engineNames.find((known) => known === name);
  if (found === undefined) throw new UsageError(`--engines takes ${engineNames.join(' or ')}, not '${name}'.`);
  return found;
}

function portOf(text: string | undefined, serve: boolean): number {
  if (text === undefined) return 0;
  if (!serve) throw new UsageError('--port is the port of --serve: give both.');
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not '${text}'.`);
  }
  return Number(text);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [problem = ''] = error.message.split(/[.\n]/);
    throw new UsageError(
      `${problem}. The options are --output DIR, --engines NAME, --serve, --port N and --help; put -- before a path that begins with a dash.`,
      { cause: error },
    );
  }
}
