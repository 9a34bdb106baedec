import type { Chart, Report, Table } from '../runner/group.ts';
import type { Reported } from './collected.ts';
import { tableText } from './table-text.ts';

/** Takes a group's report: prints what is for the eye at once, and keeps everything for the files. */
export class Collector implements Report {
  readonly #print: (text: string) => void;
  readonly #tables: Table[] = [];
  readonly #charts: Chart[] = [];
  readonly #notes: string[] = [];
  readonly #raw: Record<string, unknown> = {};

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  table(table: Table): void {
    this.#tables.push(table);
    this.#print(`\n${table.title}\n${tableText(table)}`);
  }

  chart(chart: Chart): void {
    this.#charts.push(chart);
  }

  note(text: string): void {
    this.#notes.push(text);
    this.#print(text);
  }

  raw(key: string, value: unknown): void {
    this.#raw[key] = value;
  }

  /** What has been reported so far. */
  collected(): Reported {
    return { tables: this.#tables, charts: this.#charts, notes: this.#notes, raw: this.#raw };
  }
}
