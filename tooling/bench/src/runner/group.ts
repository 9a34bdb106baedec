import type { Line } from './line.ts';

/** What a group gets to run with. */
export interface GroupContext {
  /** Only see that the benchmark runs: few rounds, small inputs; figures mean nothing. */
  readonly quick: boolean;
  /** Adds to the run's report: tables to the screen, everything to the JSON file and the charts. */
  readonly report: Report;
  /** Tells how far it is, in a line that the next one may replace. */
  readonly log: (progress: string) => void;
}

/** A set of benchmarks that `--only` can name. */
export interface Group {
  /** `images`, `pipeline`, `http`, … */
  readonly name: string;
  /** Runs it and gives its lines, in the order of the table. What cannot run here says so in `measured.missing`. */
  run(context: GroupContext): Promise<readonly Line[]>;
}

/** One cell of a table: numbers are shown to three digits. */
export type Cell = string | number;

/** A table of figures, as the screen, the JSON file and a page may show it. */
export interface Table {
  /** Unique within the run: a key of the JSON file. */
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The quartiles, drawn as a whisker. */
  readonly spread?: readonly [lower: number, upper: number];
  /** Drawn in the colour of what is ours. Default false. */
  readonly ours?: boolean;
}

/** A bar chart, drawn as `docs/performance/{name}.svg` when a whole run is asked to. */
export interface Chart {
  /** The file's name, kebab-case. */
  readonly name: string;
  readonly title: string;
  /** What the bars' lengths are, such as `milliseconds, less is better`. */
  readonly axis: string;
  /** Bars that stand together, such as one source's. */
  readonly groups: readonly { readonly label: string; readonly bars: readonly Bar[] }[];
}

/** Where a group's figures go. */
export interface Report {
  table(table: Table): void;
  chart(chart: Chart): void;
  /** A remark to the reader, such as that a program is not installed. */
  note(text: string): void;
  /** Raw figures for the JSON file alone. */
  raw(key: string, value: unknown): void;
}
