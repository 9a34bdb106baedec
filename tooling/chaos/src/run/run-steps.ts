import type { FaultLog } from '../fleet/fault-log.ts';
import { isDue, schedule } from '../plan/plan.ts';
import type { ProcessSettings } from '../processes/settings.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { LateTasks } from './late-tasks.ts';
import type { Progress } from './progress.ts';
import { type Rig, runStep } from './run-step.ts';
import type { StepResult } from './step-result.ts';

/** What {@link runSteps} goes through. */
interface StepsOptions {
  readonly scenarios: readonly Scenario[];
  /** How long the faults go on; absent: each scenario once. */
  readonly minutes: number | undefined;
  /** What processes are set to where a scenario does not say otherwise. */
  readonly usual: ProcessSettings;
  readonly faults: FaultLog;
  readonly progress: Progress;
}

/** Goes through the schedule, step by step, and starts the processes anew where a scenario needs other settings. */
export async function runSteps(
  rig: Rig,
  { scenarios, minutes, usual, faults, progress }: StepsOptions,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  const lateTasks = new LateTasks(rig.ledger, rig.book, rig.client);
  let current: string | undefined;
  const startedAt = rig.since();
  for (const step of schedule(scenarios, rig.seed)) {
    const elapsed = rig.since() - startedAt;
    const share = minutes === undefined ? results.length / scenarios.length : elapsed / (minutes * 60_000);
    if (results.length > 0) progress.at(Math.min(1, share), results.length, rig.ledger.accepted);
    if (results.length > 0 && !isDue(step, minutes, elapsed)) break;
    const { name, shows, settings } = step.scenario;
    faults.scenario = name;
    progress.say(`${name}: ${shows}`);
    const wanted = JSON.stringify(settings);
    if (wanted !== current) await rig.fleet.configure({ ...usual, ...settings });
    current = wanted;
    const result = await runStep(rig, step, lateTasks);
    results.push(result);
    for (const problem of result.problems) progress.say(`! ${name}: ${problem}`);
    if (result.late.length > 0)
      progress.say(`! ${name}: ${result.late.length} tasks were not settled within the bound`);
  }
  return results;
}
