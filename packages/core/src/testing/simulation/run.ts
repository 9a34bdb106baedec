import type { Task } from '../../domain/task.ts';
import { Client, type Submit } from './client.ts';
import type { Plan } from './plan.ts';
import { type Build, World } from './world.ts';

/** What one run is made of. */
export interface RunOptions {
  readonly build: Build;
  readonly queues: readonly string[];
  readonly submit: Submit;
  readonly begin: (seed: number) => void;
  readonly verify: (tasks: readonly Task[]) => void | Promise<void>;
  /** Milliseconds that repair may take after the last incident. */
  readonly settleWithin: number;
}

/** How one run went. */
export interface RunResult {
  readonly plan: Plan;
  readonly violations: readonly string[];
  readonly tasks: number;
  readonly timeline: readonly string[];
}

/** The longest time that a plan's incidents and clients may take, in milliseconds. */
const longestPlan = 3_600_000;

/** Runs a plan from start to settled, and checks the books. */
export async function run(plan: Plan, options: RunOptions, isRecording: boolean): Promise<RunResult> {
  options.begin(plan.seed);
  const world = new World(plan, options.build, options.queues, isRecording);
  const { clock, ledger } = world;
  const client = new Client(world, options.submit);
  world.start();
  client.start(plan);
  const isOver = (): boolean => world.isMended() && client.isDone();
  if (!(await clock.runUntil(isOver, longestPlan)))
    ledger.violation('the clients were never done: nobody accepted their requests');
  await clock.runUntil(() => ledger.isBalanced() && isOver(), options.settleWithin);
  world.end();
  ledger.close((path, md5) => world.hasFile(path, md5));
  try {
    await options.verify(ledger.tasks);
  } catch (error) {
    ledger.violation(`verify: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { plan, violations: ledger.violations, tasks: ledger.tasks.length, timeline: world.timeline.lines };
}

/** The smallest plan that still breaks something: leaves out what is not needed for it, one after another. */
export async function shrink(failed: Plan, options: RunOptions): Promise<Plan> {
  let plan = failed;
  for (let isShrinking = true; isShrinking; ) {
    isShrinking = false;
    for (const smaller of smallerPlans(plan)) {
      if ((await run(smaller, options, false)).violations.length === 0) continue;
      plan = smaller;
      isShrinking = true;
      break;
    }
  }
  return plan;
}

function* smallerPlans(plan: Plan): Generator<Plan> {
  for (const incident of plan.incidents) yield { ...plan, incidents: plan.incidents.filter((one) => one !== incident) };
  for (const step of plan.steps) {
    const steps = plan.steps.filter((one) => (step.kind === 'submit' ? one.index !== step.index : one !== step));
    if (steps.length > 0) yield { ...plan, steps };
  }
}
