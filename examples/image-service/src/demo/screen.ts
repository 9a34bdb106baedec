/** Where the demo writes, and what that place can do. */
export interface Screen {
  /** Writes one line. */
  line(text: string): void;
  /** Shows the text below all lines, in place of the last such text; nothing where `isLive` is false. */
  foot(text: string): void;
  /** True for a terminal that can rewrite its last line. */
  readonly isLive: boolean;
  /** Characters of a line; Infinity where there is no terminal. */
  readonly columns: number;
  /** The text in a colour, where colours are wanted. */
  paint(colour: Colour, text: string): string;
}

/** The colours in use. */
export type Colour = keyof typeof colours;

const colours = { red: 31, green: 32, dim: 2 } as const;

/** The part of `process.stdout` that is used. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  /** Only terminals have it; knows of NO_COLOR, FORCE_COLOR and TERM. */
  hasColors?(env: object): boolean;
}

const clearLine = '\r\x1b[K';

/** The screen on a stream: plain lines unless it is a terminal. */
export function screenOn(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): Screen {
  const isTerminal = stream.isTTY === true;
  const isLive = isTerminal && env.TERM !== 'dumb';
  const hasColours = isTerminal && (stream.hasColors?.(env) ?? false);
  let foot = '';
  const show = (text: string): void => {
    stream.write(`${foot === '' ? '' : clearLine}${text}${foot}`);
  };
  return {
    isLive,
    get columns() {
      return isTerminal ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY;
    },
    paint: (colour, text) => (hasColours ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text),
    line: (text) => show(`${text}\n`),
    foot: (text) => {
      if (!isLive || text === foot) return;
      stream.write(`${clearLine}${text}`);
      foot = text;
    },
  };
}
