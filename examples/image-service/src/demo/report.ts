import type { StoredImage } from '@safelight/core';
import { isDone, type Outcome } from './derive-all.ts';
import type { Screen } from './screen.ts';
import { type Column, table } from './table.ts';
import { count, plural, printable, saving, seconds } from './text.ts';

const head: readonly Column[] = [
  { title: 'name' },
  { title: 'resolution' },
  { title: 'width x height', align: 'right' },
  { title: 'bytes', align: 'right' },
  { title: 'bytes saved', align: 'right' },
  { title: 'MD5' },
  { title: 'path' },
];

/**
 * Writes the derivatives as a table, what failed and why, and the sum.
 *
 * @param fileOf the file of a stored image, as the user should read it
 * @param elapsed milliseconds
 */
export function report(
  screen: Screen,
  outcomes: readonly Outcome[],
  fileOf: (image: StoredImage) => string,
  elapsed: number,
): void {
  const rows = outcomes.filter(isDone).flatMap(({ source, task }) =>
    task.presets
      .map(({ name }) => task.images[name])
      .filter((image) => image !== undefined)
      .map((image) => [
        printable(source.name),
        image.resolution,
        `${image.width} x ${image.height}`,
        count(image.size),
        source.size === undefined ? '' : saving(source.size, image.size),
        image.md5,
        printable(fileOf(image)),
      ]),
  );
  const failed = outcomes.filter((outcome) => 'failure' in outcome);
  screen.line('');
  if (rows.length > 0) for (const line of [...table(head, rows, screen.columns), '']) screen.line(line);
  for (const { source, failure } of failed) {
    const what = screen.paint('red', `${printable(source.name)}: ${failure.code}`);
    screen.line(`${what}: ${printable(failure.error)}`);
  }
  const done = `${count(outcomes.length - failed.length)} of ${plural(outcomes.length, 'image')} done`;
  const sum = `${done}, ${plural(rows.length, 'derivative')}, ${seconds(elapsed)}.`;
  screen.line(screen.paint(failed.length > 0 ? 'red' : 'green', sum));
}
