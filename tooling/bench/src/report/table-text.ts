import type { Cell, Table } from '../runner/group.ts';

/** The table in columns: text to the left, numbers to the right. */
export function tableText({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const lines = [columns, ...rows.map((row) => row.map(cellText))];
  const widths = columns.map((_column, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const isNumber = columns.map((_column, at) => rows.every((row) => typeof row[at] === 'number'));
  const text = (line: readonly string[]): string =>
    line.map((cell, at) => (isNumber[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ');
  const [head = [], ...body] = lines;
  return [text(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(text)]
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A cell as text: numbers to three digits. */
export function cellText(cell: Cell): string {
  return typeof cell === 'number' ? numberText(cell) : cell;
}

/** Three digits, and no more where there are more before the point. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-GB');
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}
