import type { OutcomeCounts } from '../client/client.ts';
import { Load } from '../client/load.ts';
import { type FaultEntry, FaultLog } from '../fleet/fault-log.ts';
import { type FleetSettings, usualFleet } from '../fleet/settings.ts';
import { within } from '../fleet/within.ts';
import type { Evidence, Harm } from '../judge/evidence.ts';
import { gather } from '../judge/gather.ts';
import { judge } from '../judge/judge.ts';
import type { Options } from '../options.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { Closing } from './closing.ts';
import { openRig } from './open-rig.ts';
import type { Progress } from './progress.ts';
import { runSteps } from './run-steps.ts';
import type { StepResult } from './step-result.ts';

/** How long each part of the end may take, in milliseconds: a service that is dead for good must not keep the rig. */
const longest = 300_000;

/** What a run is made of. */
export interface RunOptions {
  readonly options: Pick<Options, 'seed' | 'minutes' | 'rate' | 'tasks' | 'without'>;
  readonly scenarios: readonly Scenario[];
  /** An empty folder for all that the run makes. */
  readonly folder: string;
  readonly progress: Progress;
  /** Aborts where the run is to end before its time. */
  readonly signal: AbortSignal;
}

/** All that is known of a run in the end. Times in milliseconds. */
export interface RunResult {
  readonly servers: readonly string[];
  readonly settings: FleetSettings;
  /** The reconciler's bound. */
  readonly bound: number;
  readonly steps: readonly StepResult[];
  readonly faults: readonly FaultEntry[];
  readonly evidence: Evidence;
  readonly harms: readonly Harm[];
  /** How the client's requests went. */
  readonly outcomes: OutcomeCounts;
  /** Processes that ended though neither the rig nor a failpoint meant it, by name. */
  readonly unexpectedEnds: Readonly<Record<string, number>>;
  /** From the start to the verdict. */
  readonly took: number;
}

/**
 * The whole run: starts everything, goes through the steps under load, waits, judges. All that it started has ended
 * when it resolves or rejects.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const closing = new Closing();
  try {
    return await unlessAborted(options.signal, conduct(options, closing));
  } finally {
    await closing.close();
  }
}

async function conduct(
  { options, scenarios, folder, progress, signal }: RunOptions,
  closing: Closing,
): Promise<RunResult> {
  const { seed, minutes, rate, tasks, without } = options;
  const startedAt = performance.now();
  const since = (): number => performance.now() - startedAt;
  const faults = new FaultLog(since);
  const settings: FleetSettings = { ...usualFleet, process: { ...usualFleet.process, without } };
  const rig = await openRig({ settings, seed, folder, faults, since }, closing);
  const { fleet, client, ledger, bound } = rig;
  const load = new Load(client, rate);
  load.start();
  const results = await runSteps(rig, { scenarios, minutes, usual: settings.process, faults, progress });
  progress.say('No more faults: the rest of the tasks is accepted, and all of them are waited for.');
  const rest = Math.max(0, tasks - ledger.accepted) / rate;
  await within(longest + rest * 1_000, 'the last tasks to be accepted', ledger.reaches(tasks, signal));
  await within(longest, 'the last submissions to be answered', load.end());
  const late = new Set(results.flatMap((result) => result.late));
  const evidence = await within(longest, 'all tasks to be told', gather(rig, bound, late));
  return {
    servers: fleet.servers,
    settings,
    bound,
    steps: results,
    faults: faults.entries,
    evidence,
    harms: judge(evidence),
    outcomes: client.outcomes,
    unexpectedEnds: fleet.unexpectedEnds,
    took: since(),
  };
}

/** What the promise gives, unless the signal aborts before: what the promise does then, nobody asks any more. */
async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    over.abort();
  }
}
