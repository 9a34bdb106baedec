import { type HarmKind, harmKinds } from '../judge/evidence.ts';
import type { Row } from './rows.ts';

const titles: Readonly<Record<HarmKind, string>> = {
  lost: 'lost',
  doubled: 'doubled',
  stuck: 'stuck',
  illegal: 'illegal',
  partial: 'partial',
  orphan: 'orphans',
};

/** The table, scenario by scenario, with the sums below. Times in seconds. */
export function table(rows: readonly Row[], total: Row): string {
  const head = ['scenario', 'turns', 'faults', 'tasks', ...harmKinds.map((kind) => titles[kind]), 'worst', 'after'];
  const cells = [head, ...[...rows, total].map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const text = cells.map((line) => line.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join('  '));
  const rule = '-'.repeat(text[0]?.length ?? 0);
  return [...text.slice(0, 1), rule, ...text.slice(1, -1), rule, ...text.slice(-1)].join('\n');
}

function cellsOf({ name, turns, faults, tasks, harms, worst, afterHeal }: Row): readonly string[] {
  return [
    name,
    ...[turns, faults, tasks, ...harmKinds.map((kind) => harms[kind])].map(String),
    ...[worst, afterHeal].map((ms) => `${(ms / 1_000).toFixed(1)} s`),
  ];
}

function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
