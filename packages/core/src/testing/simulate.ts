import { createPipeline } from '../application/pipeline.ts';
import { createWorker } from '../application/worker.ts';
import { array, type Check, integer } from '../domain/check.ts';
import { SafelightError } from '../domain/errors.ts';
import { defaultQueue, queueNameCheck } from '../domain/job.ts';
import { fillOptions, given } from '../domain/options.ts';
import type { Task } from '../domain/task.ts';
import type { Submit } from './simulation/client.ts';
import { describe } from './simulation/incident.ts';
import { drawPlan } from './simulation/plan.ts';
import { type RunOptions, type RunResult, run, shrink } from './simulation/run.ts';
import type { Composition, SimulatedEngines } from './simulation/simulated-process.ts';
import type { Build } from './simulation/world.ts';

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /**
   * Composes what one process of your service holds, with your own presets, settings and `onSettled`
   * handlers: called at every start of every simulated process, two that run the pipeline and two that
   * run the worker. Default: Safelight's own defaults and one handler.
   */
  readonly build: (engines: SimulatedEngines) => Composition;
  /** The names of the queues that your `route` chooses from. Default `['default']`. */
  readonly queues: readonly string[];
  /** How many seeds, from 1, or which. Default 1,000. */
  readonly seeds: number | readonly number[];
  /** Submits one request, as your clients do. Default: the path with the key. */
  readonly submit: Submit;
  /** Called before each run, shrinking included: empty the stores of your own that handlers write to. */
  readonly begin: (seed: number) => void;
  /** Called at the end of each run with the tasks; throws where an effect of yours is missing. */
  readonly verify: (tasks: readonly Task[]) => void | Promise<void>;
  /** How long repair may take after the last incident, in virtual milliseconds. Default 20 minutes. */
  readonly settleWithin: number;
  /** Called after each seed with how many are done, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What {@link simulate} went through without finding anything. */
export interface SimulationReport {
  readonly seeds: number;
  readonly tasks: number;
  readonly incidents: number;
}

/** A seed broke a promise. The message holds the seed, what was broken, and the shortest timeline. */
export class SimulationFailedError extends SafelightError {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly timeline: readonly string[];

  constructor({ plan, violations, timeline }: RunResult) {
    const lines = [
      `Seed ${plan.seed} breaks a promise. Run it alone with simulate({ seeds: [${plan.seed}] }).`,
      ...violations.map((violation) => `  - ${violation}`),
      'What is needed for it:',
      ...plan.incidents.map((incident) => `  - ${describe(incident)}`),
      ...plan.steps.map(
        (step) =>
          `  - a client: ${step.kind} ${step.kind === 'submit' ? step.path : `task ${step.index}`} at ${step.at} ms`,
      ),
      'How it goes:',
      ...timeline.map((line) => `  ${line}`),
    ];
    super('SIMULATION_FAILED', lines.join('\n'));
    this.seed = plan.seed;
    this.violations = violations;
    this.timeline = timeline;
  }
}

const defaultBuild: Build = (engines) => {
  if (engines.processName.startsWith('worker')) return { worker: createWorker(engines) };
  const pipeline = createPipeline(engines);
  // An effect that takes time, so that crashes fall into it.
  pipeline.onSettled('effect', () => engines.runtime.sleep(5));
  return { pipeline };
};

const defaultSubmit: Submit = (pipeline, { path, idempotencyKey }) => pipeline.submit(path, { idempotencyKey });

const defaults: SimulateOptions = {
  build: defaultBuild,
  queues: [defaultQueue],
  seeds: 1_000,
  submit: defaultSubmit,
  begin: () => {},
  verify: () => {},
  settleWithin: 1_200_000,
  onProgress: () => {},
};

const seedsCheck: Check<number | readonly number[]> = (value, path, problems) =>
  Array.isArray(value)
    ? array(integer({ min: 0 }), { min: 1 })(value, path, problems)
    : integer({ min: 1 })(value, path, problems);

/**
 * Proves of your own composition that no accepted task is lost: runs it on in-memory engines and a
 * virtual clock, seed by seed, through crashes (also in the middle of a call), pauses past the lock, restarts,
 * services that are down or slow or lose an answer, jobs and streams that are lost, and a bus that is
 * down, loses, doubles and reorders, with clocks that are wrong; while work takes its time, and clients submit, cancel and replay.
 * Then it checks the books: every accepted task settled, each handler's work done, no end reversed and
 * no attempt gone back on, no end that the queue did not give, every change told in order and only
 * where it can be read, every file there. Deterministic: a seed always runs the same way, as long
 * as the composition awaits nothing but its engines and its runtime.
 *
 * @throws {SimulationFailedError} for the first seed that breaks a promise, with its shortest timeline
 * @throws {ConfigError} that lists every problem of the options
 */
export async function simulate(options: Partial<SimulateOptions> = {}): Promise<SimulationReport> {
  const filled = fillOptions<SimulateOptions>('The options of simulate()', options, defaults, {
    build: given<SimulateOptions['build']>(),
    queues: array(queueNameCheck, { min: 1 }),
    seeds: seedsCheck,
    submit: given<Submit>(),
    begin: given<SimulateOptions['begin']>(),
    verify: given<SimulateOptions['verify']>(),
    settleWithin: integer({ min: 1 }),
    onProgress: given<SimulateOptions['onProgress']>(),
  });
  const seeds =
    typeof filled.seeds === 'number' ? Array.from({ length: filled.seeds }, (_, index) => index + 1) : filled.seeds;
  let tasks = 0;
  let incidents = 0;
  for (const [index, seed] of seeds.entries()) {
    const plan = drawPlan(seed);
    const result = await run(plan, filled, false);
    if (result.violations.length > 0) throw await explain(result, filled);
    tasks += result.tasks;
    incidents += plan.incidents.length;
    filled.onProgress(index + 1, seeds.length);
  }
  return { seeds: seeds.length, tasks, incidents };
}

async function explain(failed: RunResult, options: RunOptions): Promise<SimulationFailedError> {
  const shortest = await shrink(failed.plan, options);
  return new SimulationFailedError(await run(shortest, options, true));
}
