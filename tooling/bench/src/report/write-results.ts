import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barChart } from '../charts/bar-chart.ts';
import { verdictOf } from '../runner/line.ts';
import type { Results } from './results.ts';
import { summary } from './summary.ts';

/** Writes `results.json`, `summary.md` and the charts into a folder, which is made if need be. */
export async function writeResults(results: Results, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const groups = results.groups.map((group) => ({
    ...group,
    lines: group.lines.map((line) => ({ ...line, verdict: verdictOf(line) })),
  }));
  const files = [
    { name: 'results.json', content: `${JSON.stringify({ ...results, groups }, undefined, 2)}\n` },
    { name: 'summary.md', content: summary(results) },
    ...results.groups.flatMap(({ charts }) =>
      charts.map((chart) => ({ name: `${chart.name}.svg`, content: barChart(chart) })),
    ),
  ];
  for (const { name, content } of files) await writeFile(join(folder, name), content);
}
