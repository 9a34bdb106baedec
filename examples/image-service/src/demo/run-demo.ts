import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageService } from '../composition/image-service.ts';
import { presets } from '../composition/presets.ts';
import type { Interruption } from '../processes/interruption.ts';
import { type DemoArguments, parseArguments, usage } from './arguments.ts';
import { type DemoSource, findSources, isReachable, samplePaths } from './demo-source.ts';
import { deriveAll, isDone, type Outcome, refusalOf } from './derive-all.ts';
import { LiveView } from './live-view.ts';
import { openStage } from './open-stage.ts';
import { OutputFolder } from './output-folder.ts';
import { Progress } from './progress.ts';
import { report } from './report.ts';
import type { Screen } from './screen.ts';
import { servePage } from './serve-page.ts';
import type { Environment, Stage } from './stage.ts';
import { plural, printable } from './text.ts';

/** What the demo has of the process it runs in. */
export interface DemoWorld {
  /** The arguments, without the names of node and script. */
  readonly argv: readonly string[];
  /** The folder that the user called from, absolute. */
  readonly base: string;
  readonly env: Environment;
  readonly screen: Screen;
  readonly interruption: Interruption;
  /** The number of the process. */
  readonly pid: number;
  /** Milliseconds; only differences matter. */
  readonly now: () => number;
}

/** What one run works on. */
interface Run {
  readonly stage: Stage;
  readonly sources: readonly DemoSource[];
  readonly output: OutputFolder;
  readonly wanted: DemoArguments;
}

/**
 * Makes the derivatives that the command line asks for.
 *
 * @returns the exit code: 0, 1 where an image failed, or the interruption's
 * @throws {UsageError}
 */
export async function runDemo(world: DemoWorld): Promise<number> {
  const { screen, base, env } = world;
  const wanted = parseArguments(world.argv);
  const { images, engines } = wanted;
  if (wanted.help) {
    screen.line(usage);
    return 0;
  }
  const sources = await findSources(images.length > 0 ? images : await samplePaths(), base);
  const output = new OutputFolder(wanted.output, base);
  await output.make();
  const stage = await openStage(engines, env, world.pid);
  const where = engines === 'embedded' ? 'in memory' : engines;
  screen.line(`${plural(sources.length, 'image')}, presets ${presets.names.join(' and ')}, engines ${where}`);
  for (const server of stage.servers) screen.line(server);
  screen.line(`Output folder: ${printable(output.path)}`);
  try {
    return await withUploads(wanted.serve, (uploads) => work(world, { stage, sources, output, wanted }, uploads));
  } finally {
    for (const left of await stage.close()) screen.line(left);
  }
}

/** A place for what the page uploads, which is gone afterwards; none where no page is served. */
async function withUploads(serve: boolean, use: (uploads: string | undefined) => Promise<number>): Promise<number> {
  if (!serve) return use(undefined);
  const folder = await mkdtemp(path.join(tmpdir(), 'safelight-uploads-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function work(world: DemoWorld, run: Run, uploads: string | undefined): Promise<number> {
  const { screen, interruption, now } = world;
  const { sources, output } = run;
  const startedAt = now();
  /** Tells what came of the images, and gives the exit code. */
  const tell = (derived: readonly Outcome[]): number => {
    const outcomes = [...sources.flatMap(refusalOf), ...derived];
    report(screen, outcomes, (image) => output.fileOf(image), now() - startedAt);
    return interruption.exitCode ?? (outcomes.every(isDone) ? 0 : 1);
  };
  const reachable = sources.filter(isReachable);
  if (reachable.length === 0 && uploads === undefined) return tell([]);
  const view = viewOf(world, sources);
  const service = await composed(world, run, uploads, (text) => view.notice(text));
  const { signal } = interruption;
  const stopping = (): void => screen.line('Stopping: what is under way is cancelled. Ctrl-C again ends at once.');
  signal.addEventListener('abort', stopping);
  let derived: readonly Outcome[];
  try {
    screen.line('');
    view.start();
    await service.start((event) => view.hear(event));
    derived = await deriveAll(service.pipeline, reachable, signal);
    if (service.page !== undefined && !signal.aborted) {
      view.stop();
      const code = tell(derived);
      signal.removeEventListener('abort', stopping);
      await servePage(service.page, screen, signal);
      return code;
    }
  } finally {
    await service.close();
    view.stop();
  }
  return tell(derived);
}

function viewOf({ screen, now }: DemoWorld, sources: readonly DemoSource[]): LiveView {
  const nameWidth = Math.max(...sources.map(({ name }) => printable(name).length));
  return new LiveView(screen, new Progress(sources.length, presets.all.length), nameWidth, now);
}

async function composed(
  { interruption, pid }: DemoWorld,
  { stage, sources, output, wanted }: Run,
  uploads: string | undefined,
  notice: (text: string) => void,
): Promise<ImageService> {
  const folders = sources.filter(isReachable).map(({ folder }) => folder);
  // Uploads before the images' folders, so that no file of theirs can stand in the way of one.
  const roots = [...new Set([...(uploads === undefined ? [] : [uploads]), ...folders])];
  const store = { roots, output: output.path, prefix: output.prefix };
  if (uploads === undefined) return stage.compose(store, notice, []);
  const { port } = wanted;
  const { signal: drain } = interruption;
  // Only now: loading all that serves takes longer than the demo needs for its first image.
  const { demoPage } = await import('./demo-page.ts');
  return stage.compose(store, notice, [demoPage({ port, input: uploads, output: output.path, notice, drain, pid })]);
}
