import type { Table } from '../runner/group.ts';
import { type Line, verdictOf } from '../runner/line.ts';
import { numberText } from './table-text.ts';

/** Every promised figure beside the measured one. */
export function linesTable(lines: readonly Line[]): Table {
  return {
    title: 'What must be reached, and what was measured',
    columns: ['what', 'must be', 'measured', '', 'note'],
    rows: lines.map((line) => {
      const { what, bound, limit, unit, measured, note = '' } = line;
      const missing = typeof measured === 'number' ? [] : [measured.missing];
      const figure = typeof measured === 'number' ? `${numberText(measured)} ${unit}` : '-';
      return [
        what,
        `${bound} ${limit} ${unit}`,
        figure,
        verdictOf(line),
        [...missing, note].filter(Boolean).join('; '),
      ];
    }),
  };
}
