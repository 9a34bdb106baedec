/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Default left. */
  readonly align?: 'left' | 'right';
}

const gap = '  ';

/**
 * A table as lines: the titles, then the rows, each cell as wide as the widest of its column. Where that
 * is more than `columns` characters, each row becomes a block of `title: cell` lines instead.
 *
 * @param rows as many cells each as there are columns
 */
export function table(head: readonly Column[], rows: readonly (readonly string[])[], columns: number): string[] {
  const widths = head.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const width = widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1));
  if (width > columns) return rows.flatMap((row, index) => [...(index > 0 ? [''] : []), ...block(head, row)]);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const cellWidth = widths[index] ?? 0;
        return head[index]?.align === 'right' ? cell.padStart(cellWidth) : cell.padEnd(cellWidth);
      })
      .join(gap)
      .trimEnd();
  return [line(head.map(({ title }) => title)), ...rows.map(line)];
}

function block(head: readonly Column[], row: readonly string[]): string[] {
  const width = Math.max(...head.map(({ title }) => title.length));
  return head.map(({ title }, index) => `${`${title}:`.padEnd(width + 1)} ${row[index] ?? ''}`);
}
