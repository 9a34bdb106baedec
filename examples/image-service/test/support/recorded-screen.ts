import { type OutputStream, type Screen, screenOn } from '../../src/demo/screen.ts';

/** A terminal, or a pipe, that keeps what was written to it. */
export class RecordedStream implements OutputStream {
  written = '';
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #hasColours: boolean;

  constructor(terminal: { readonly columns: number; readonly hasColours: boolean } | undefined) {
    this.isTTY = terminal !== undefined;
    this.columns = terminal?.columns ?? 0;
    this.#hasColours = terminal?.hasColours ?? false;
  }

  write(text: string): void {
    this.written += text;
  }

  hasColors(): boolean {
    return this.#hasColours;
  }

  /** What a terminal shows in the end: each line as it was last written. */
  get shown(): readonly string[] {
    return this.written.split('\n').map((line) => line.split('\r\x1b[K').at(-1) ?? '');
  }
}

/** A pipe's stream and screen. */
export function pipe(): { readonly stream: RecordedStream; readonly screen: Screen } {
  const stream = new RecordedStream(undefined);
  return { stream, screen: screenOn(stream, {}) };
}

/** A terminal's stream and screen. */
export function terminal(options: { columns?: number; hasColours?: boolean; TERM?: string } = {}): {
  readonly stream: RecordedStream;
  readonly screen: Screen;
} {
  const { columns = 80, hasColours = false, TERM = 'xterm' } = options;
  const stream = new RecordedStream({ columns, hasColours });
  return { stream, screen: screenOn(stream, { TERM }) };
}
