import type { Promised } from '../client/ledger.ts';
import { type Harm, type HarmKind, harmKinds } from '../judge/evidence.ts';
import type { RunResult } from '../run/run.ts';

/** What the table says of one scenario, all of its turns together. */
export interface Row {
  readonly name: string;
  readonly turns: number;
  readonly faults: number;
  /** Accepted while it was under way. */
  readonly tasks: number;
  readonly harms: Readonly<Record<HarmKind, number>>;
  /** The longest that one of its tasks took from being accepted to its end being told, in milliseconds. */
  readonly worst: number;
  /** The longest that one accepted before its last fault was healed took once the services were back, in milliseconds. */
  readonly afterHeal: number;
}

/** Harm is put down to the scenario during which its task was accepted, for want of better knowledge. */
export function rowsOf(result: RunResult): readonly Row[] {
  const { steps, evidence, faults } = result;
  const accepted = evidence.promises.filter(({ kind }) => kind === 'accepted');
  const scenarioOf = new Map(accepted.map(({ taskId, scenario }) => [taskId, scenario]));
  const ends = firstEnds(result);
  const names = [...new Set([...accepted, ...faults].map(({ scenario }) => scenario))];
  return names.map((name) => {
    const own = accepted.filter(({ scenario }) => scenario === name);
    const turns = steps.filter(({ step }) => step.scenario.name === name);
    const waits = turns.flatMap(({ startedAt, healedAt, delay }) => {
      const before = own.filter(({ at }) => at >= startedAt && at < healedAt);
      return before.map(({ taskId }) => (ends.get(taskId) ?? 0) - (healedAt + delay));
    });
    return {
      name,
      turns: turns.length,
      faults: faults.filter(({ scenario }) => scenario === name).length,
      tasks: own.length,
      harms: harmsOf(result.harms.filter(({ taskId }) => scenarioOf.get(taskId ?? '') === name)),
      worst: longest(own.map((promise) => waitOf(promise, ends))),
      afterHeal: longest(waits),
    };
  });
}

/** All rows in one, and the harm that is no single task's. */
export function totalOf(result: RunResult, rows: readonly Row[]): Row {
  const sum = (numberOf: (row: Row) => number): number => rows.reduce((total, row) => total + numberOf(row), 0);
  return {
    name: 'all',
    turns: sum(({ turns }) => turns),
    faults: sum(({ faults }) => faults),
    tasks: sum(({ tasks }) => tasks),
    harms: harmsOf(result.harms),
    worst: longest(rows.map(({ worst }) => worst)),
    afterHeal: longest(rows.map(({ afterHeal }) => afterHeal)),
  };
}

/** When a task's end was told first. */
function firstEnds({ evidence }: RunResult): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const { taskId, at } of evidence.told) if (!ends.has(taskId)) ends.set(taskId, at);
  return ends;
}

function waitOf({ taskId, at }: Promised, ends: ReadonlyMap<string, number>): number {
  return (ends.get(taskId) ?? at) - at;
}

function harmsOf(harms: readonly Harm[]): Readonly<Record<HarmKind, number>> {
  const counts: Record<HarmKind, number> = { lost: 0, doubled: 0, stuck: 0, illegal: 0, partial: 0, orphan: 0 };
  for (const kind of harmKinds) counts[kind] = harms.filter((harm) => harm.kind === kind).length;
  return counts;
}

function longest(times: readonly number[]): number {
  return times.reduce((most, time) => Math.max(most, time), 0);
}
