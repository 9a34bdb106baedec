import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barChart } from '../charts/bar-chart.ts';
import { verdictOf } from '../runner/line.ts';
import type { Load, Machine } from '../runner/machine.ts';
import type { Collected } from './collected.ts';

/** A run, as `results.json` keeps it. */
export interface Results {
  /** ISO 8601. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Versions by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Before the run, which loads the machine itself. */
  readonly load: Load;
  readonly groups: readonly Collected[];
}

/** Writes `results.json` and the charts into a folder, which is made if need be. */
export async function writeResults(results: Results, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const groups = results.groups.map((group) => ({
    ...group,
    lines: group.lines.map((line) => ({ ...line, verdict: verdictOf(line) })),
  }));
  const files = [
    { name: 'results.json', content: `${JSON.stringify({ ...results, groups }, undefined, 2)}\n` },
    ...results.groups.flatMap(({ charts }) =>
      charts.map((chart) => ({ name: `${chart.name}.svg`, content: barChart(chart) })),
    ),
  ];
  for (const { name, content } of files) await writeFile(join(folder, name), content);
}
