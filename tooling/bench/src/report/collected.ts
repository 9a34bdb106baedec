import type { Chart, Table } from '../runner/group.ts';
import type { Line } from '../runner/line.ts';

/** What a group has reported. */
export interface Reported {
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
  readonly notes: readonly string[];
  readonly raw: Readonly<Record<string, unknown>>;
}

/** All that is known of a group's run. */
export interface Collected extends Reported {
  readonly group: string;
  readonly seconds: number;
  readonly lines: readonly Line[];
  /** Why the group did not come to its end. */
  readonly failure?: string;
}
