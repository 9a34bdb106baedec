import type { RunResult } from '../run/run.ts';
import { endsOf, isGood } from './report.ts';
import { rowsOf, totalOf } from './rows.ts';
import { table } from './table.ts';

/** Harms that are listed; the others are in the report. */
const listed = 20;

/** What a run prints in the end. */
export function summary(result: RunResult): string {
  const rows = rowsOf(result);
  const total = totalOf(result, rows);
  const ends = Object.entries(endsOf(result.evidence.tasks)).filter(([, count]) => count > 0);
  return [
    table(rows, total),
    '',
    `accepted ${total.tasks} = ${ends.map(([name, count]) => `${name} ${count}`).join(', ')}`,
    `requests: ${counted(result.outcomes)}`,
    settledText(result, total.afterHeal),
    ...delayText(result),
    `${seconds(result.took)} in all, on ${result.servers.join(' and ')}`,
    ...(Object.keys(result.unexpectedEnds).length === 0
      ? []
      : [`processes that ended by themselves and were started again: ${counted(result.unexpectedEnds)}`]),
    ...problems(result),
    isGood(result) ? 'Every promise was kept.' : 'PROMISES WERE BROKEN.',
  ].join('\n');
}

function settledText({ steps, bound }: RunResult, afterHeal: number): string {
  const late = steps.reduce((count, step) => count + step.late.length, 0);
  return late === 0
    ? `after a scenario's last fault all was settled within ${seconds(afterHeal)}; the bound is ${seconds(bound)}`
    : `after a scenario's last fault ${late} tasks were not settled within the bound, ${seconds(bound)}`;
}

function delayText({ steps }: RunResult): readonly string[] {
  const delays = steps.map(({ delay }) => delay).filter((delay) => delay > 0);
  if (delays.length === 0) return [];
  const longest = seconds(Math.max(...delays));
  return [
    `after ${delays.length} turns requests were still refused, up to ${longest}: the bound counts from the last one`,
  ];
}

function problems({ steps, harms }: RunResult): readonly string[] {
  const lines = [
    ...harms.map(({ kind, taskId, what }) => `${kind}: ${taskId === undefined ? '' : `${taskId} `}${what}`),
    ...steps.flatMap(({ step, late, problems: own }) => [
      ...own.map((problem) => `${step.scenario.name}, turn ${step.turn}: ${problem}`),
      ...late.map(
        (id) => `late: ${id} was not settled within the bound after ${step.scenario.name}, turn ${step.turn}`,
      ),
    ]),
  ];
  const more = lines.length - listed;
  return lines.length === 0 ? [] : ['', ...lines.slice(0, listed), ...(more > 0 ? [`and ${more} more`] : []), ''];
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
