import { presets } from '../composition/presets.ts';
import type { Interruption } from '../processes/interruption.ts';
import { parseArguments, usage } from './arguments.ts';
import { type DemoSource, findSources, isReachable, samplePaths } from './demo-source.ts';
import { deriveAll, isDone, type Outcome, refusalOf } from './derive-all.ts';
import { LiveView } from './live-view.ts';
import { openStage } from './open-stage.ts';
import { OutputFolder } from './output-folder.ts';
import { Progress } from './progress.ts';
import { report } from './report.ts';
import type { Screen } from './screen.ts';
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
  /** Milliseconds; only differences matter. */
  readonly now: () => number;
}

/**
 * Makes the derivatives that the command line asks for.
 *
 * @returns the exit code: 0, 1 where an image failed, or the interruption's
 * @throws {UsageError}
 */
export async function runDemo(world: DemoWorld): Promise<number> {
  const { screen, base, env, interruption, now } = world;
  const { images, output: folder, engines, help } = parseArguments(world.argv);
  if (help) {
    screen.line(usage);
    return 0;
  }
  const sources = await findSources(images.length > 0 ? images : await samplePaths(), base);
  const output = new OutputFolder(folder, base);
  await output.make();
  const stage = await openStage(engines, env);
  const where = engines === 'embedded' ? 'in memory' : engines;
  screen.line(`${plural(sources.length, 'image')}, presets ${presets.names.join(' and ')}, engines ${where}`);
  for (const server of stage.servers) screen.line(server);
  screen.line(`Output folder: ${printable(output.path)}`);

  const startedAt = now();
  try {
    const derived = await derive(world, stage, sources.filter(isReachable), output);
    const outcomes = [...sources.flatMap(refusalOf), ...derived];
    report(screen, outcomes, (image) => output.fileOf(image), now() - startedAt);
    return interruption.exitCode ?? (outcomes.every(isDone) ? 0 : 1);
  } finally {
    for (const left of await stage.close()) screen.line(left);
  }
}

async function derive(
  { screen, interruption, now }: DemoWorld,
  stage: Stage,
  sources: readonly DemoSource[],
  output: OutputFolder,
): Promise<readonly Outcome[]> {
  if (sources.length === 0) return [];
  const view = new LiveView(
    screen,
    new Progress(sources.length, presets.all.length),
    Math.max(...sources.map(({ name }) => printable(name).length)),
    now,
  );
  const roots = [...new Set(sources.map(({ folder }) => folder))];
  const folders = { roots, output: output.path, prefix: output.prefix };
  const service = stage.compose(folders, (text) => view.notice(text));
  const { signal } = interruption;
  signal.addEventListener('abort', () =>
    screen.line('Stopping: what is under way is cancelled. Ctrl-C again ends at once.'),
  );
  screen.line('');
  view.start();
  try {
    await service.start((event) => view.hear(event));
    return await deriveAll(service.pipeline, sources, signal);
  } finally {
    await service.close();
    view.stop();
  }
}
