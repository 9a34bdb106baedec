import type { Table } from '../runner/group.ts';
import { loadWarning } from '../runner/machine.ts';
import { linesTable } from './lines-table.ts';
import type { Results } from './results.ts';
import { cellText } from './table-text.ts';

/** The run as a page of Markdown: what it ran on, the promised figures beside the measured ones, every table. */
export function summary({ date, quick, machine, versions, load, groups }: Results): string {
  const { processor, cores, memory, system } = machine;
  const warning = loadWarning(load);
  const notes = groups.flatMap(({ notes: some, failure, group }) =>
    failure === undefined ? some : [...some, `The group ${group} failed, its lines are missing.`],
  );
  return [
    '# Figures of one run',
    '<!-- Written by `npm run bench`: change the benchmark, not this page. -->',
    `${date.slice(0, 10)}, ${processor}, ${cores} cores, ${memory} GB, ${system}; ${Object.entries(versions)
      .map((entry) => entry.join(' '))
      .join(', ')}.`,
    ...(quick ? ['A quick run: its figures mean nothing.'] : []),
    ...(warning === undefined ? [] : [warning]),
    ...section(linesTable(groups.flatMap(({ lines }) => lines))),
    ...groups.flatMap(({ tables }) => tables.flatMap(section)),
    ...(notes.length === 0 ? [] : ['## Notes', notes.map((note) => `- ${note}`).join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

function section({ title, columns, rows }: Table): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const ruler = columns.map((_column, at) => (rows.every((row) => typeof row[at] === 'number') ? '---:' : '---'));
  return [`## ${title}`, [line(columns), line(ruler), ...rows.map((row) => line(row.map(cellText)))].join('\n')];
}
