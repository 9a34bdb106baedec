import type { WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What the rig looks for in a process's log. */
export interface LogLine {
  readonly msg?: unknown;
  readonly url?: unknown;
}

/** Keeps a process's output in a file, and tells each line of it that is JSON. */
export function keepLines(output: Readable, file: WriteStream, onLine: (line: LogLine) => void): void {
  createInterface({ input: output }).on('line', (text) => {
    file.write(`${text}\n`);
    const line = parse(text);
    if (line !== undefined) onLine(line);
  });
}

/** A process that is killed may leave half a line. */
function parse(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line: LogLine = JSON.parse(text);
    return line;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
