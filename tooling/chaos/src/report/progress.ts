import type { Progress } from '../run/progress.ts';

const width = 24;

/** A bar that is drawn again where the output is a terminal, and lines where it is not. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let bar = '';
  const draw = (): void => {
    if (stream.isTTY) stream.write(`\r\u001b[K${bar}`);
  };
  return {
    say(line) {
      stream.write(stream.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`);
      draw();
    },
    at(share, steps, accepted) {
      const filled = Math.round(share * width);
      bar = `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${Math.round(share * 100)} %, ${steps} turns, ${accepted} tasks accepted`;
      if (stream.isTTY) draw();
      else stream.write(`${bar}\n`);
    },
  };
}
