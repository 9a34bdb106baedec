// `npm run bench`: runs the groups, prints every promised figure beside the measured one, and writes all
// of it down. A missed figure is no failure, since the machine may be busy; a benchmark that breaks is one.
import { fileURLToPath } from 'node:url';
import { groups } from './groups.ts';
import { linesTable } from './report/lines-table.ts';
import type { Results } from './report/results.ts';
import { Screen } from './report/screen.ts';
import { cellText, tableText } from './report/table-text.ts';
import { writeResults } from './report/write-results.ts';
import { type BenchArguments, parseArguments, usage } from './runner/arguments.ts';
import { loadWarning, measureLoad, thisMachine } from './runner/machine.ts';
import { runGroups } from './runner/run-groups.ts';
import { versions } from './runner/versions.ts';

const usualOutput = fileURLToPath(new URL('../results', import.meta.url));
const screen = new Screen(process.stdout);

async function run({ quick, only, output = usualOutput }: BenchArguments): Promise<void> {
  const machine = thisMachine();
  const load = await measureLoad();
  const warning = loadWarning(load);
  const used = await versions();
  screen.print(`${machine.processor}, ${machine.cores} cores, ${machine.memory} GB, ${machine.system}`);
  screen.print(
    Object.entries(used)
      .map((entry) => entry.join(' '))
      .join(', '),
  );
  if (warning !== undefined) screen.print(warning);
  const wanted = groups.filter(({ name }) => only.includes(name));
  const startedAt = performance.now();
  const collected = await runGroups({ groups: wanted, quick, screen });
  const results: Results = { date: new Date().toISOString(), quick, machine, versions: used, load, groups: collected };
  const table = linesTable(collected.flatMap(({ lines }) => lines));
  screen.print(`\n${table.title}${quick ? ' (quick: the figures mean nothing)' : ''}\n${tableText(table)}`);
  if (warning !== undefined) screen.print(`\n${warning}`);
  const seconds = (performance.now() - startedAt) / 1000;
  await writeResults(results, output);
  screen.print(`\n${cellText(seconds)} seconds. Figures and charts: ${output}`);
  if (collected.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
}

try {
  await run(
    parseArguments(
      process.argv.slice(2),
      groups.map(({ name }) => name),
    ),
  );
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
