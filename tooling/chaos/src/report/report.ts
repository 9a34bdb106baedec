import { taskStatuses } from '@safelight/core';
import type { TaskState } from '../client/task-state.ts';
import type { Options } from '../options.ts';
import type { RunResult } from '../run/run.ts';
import { rowsOf, totalOf } from './rows.ts';

/** True where every promise was kept, by every task and by every scenario's own invariant. */
export function isGood({ harms, steps }: RunResult): boolean {
  return harms.length === 0 && steps.every(({ late, problems }) => late.length === 0 && problems.length === 0);
}

/** The report as it is written to a file. Plain JSON; times in milliseconds since the run began. */
export function reportOf(options: Options, result: RunResult): object {
  const rows = rowsOf(result);
  return {
    good: isGood(result),
    seed: options.seed,
    options,
    servers: result.servers,
    settings: result.settings,
    bound: result.bound,
    took: Math.round(result.took),
    total: totalOf(result, rows),
    scenarios: rows,
    ended: endsOf(result.evidence.tasks),
    requests: result.outcomes,
    unexpectedEnds: result.unexpectedEnds,
    schedule: result.steps.map(({ step, startedAt, healedAt, delay, endedAt, late, problems }) => ({
      scenario: step.scenario.name,
      turn: step.turn,
      startedAt: Math.round(startedAt),
      healedAt: Math.round(healedAt),
      delay: Math.round(delay),
      endedAt: Math.round(endedAt),
      late,
      problems,
    })),
    faults: result.faults,
    harms: result.harms,
    histories: historiesOf(result),
  };
}

/** How tasks ended: by status, and of failed ones by code. */
export function endsOf(tasks: readonly TaskState[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(taskStatuses.map((status) => [status, 0]));
  for (const { status, failure } of tasks) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (status === 'failed') counts[`failed ${failure?.code}`] = (counts[`failed ${failure?.code}`] ?? 0) + 1;
  }
  return counts;
}

/** The whole of what is known of the tasks that came to harm. */
function historiesOf({ harms, steps, evidence }: RunResult): readonly object[] {
  const harmed = new Set([...harms.map(({ taskId }) => taskId), ...steps.flatMap(({ late }) => late)]);
  return evidence.tasks
    .filter(({ id }) => harmed.has(id))
    .map((task) => ({
      task,
      promises: evidence.promises.filter(({ taskId }) => taskId === task.id),
      told: evidence.told.filter(({ taskId }) => taskId === task.id),
    }));
}
