import type { FaultLog } from '../fleet/fault-log.ts';
import type { Step } from '../plan/plan.ts';
import type { ProcessSettings } from '../processes/settings.ts';
import type { Progress } from './progress.ts';
import { type Rig, runStep } from './run-step.ts';
import type { StepResult } from './step-result.ts';

/** What {@link runSteps} goes through. */
interface StepsOptions {
  readonly steps: readonly Step[];
  /** What processes are set to where a scenario does not say otherwise. */
  readonly usual: ProcessSettings;
  readonly faults: FaultLog;
  readonly progress: Progress;
}

/** Goes through the steps, one after another, and starts the processes anew where a scenario needs other settings. */
export async function runSteps(
  rig: Rig,
  { steps, usual, faults, progress }: StepsOptions,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let current: string | undefined;
  for (const step of steps) {
    const { name, shows, settings } = step.scenario;
    faults.scenario = name;
    progress.say(`${name}: ${shows}`);
    const wanted = JSON.stringify(settings);
    if (wanted !== current) await rig.fleet.configure({ ...usual, ...settings });
    current = wanted;
    // What is late already is told once, and waited for no more.
    const late = new Set(results.flatMap((result) => result.late));
    const result = await runStep(rig, step, late);
    results.push(result);
    for (const problem of result.problems) progress.say(`! ${name}: ${problem}`);
    if (result.late.length > 0) progress.say(`! ${name}: ${result.late.length} tasks have not ended within the bound`);
    progress.at(results.length, steps.length, rig.ledger.accepted);
  }
  return results;
}
