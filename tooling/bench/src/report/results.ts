import type { Load, Machine } from '../runner/machine.ts';
import type { Collected } from './collected.ts';

/** A run, as `results.json` keeps it. */
export interface Results {
  /** ISO 8601. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Versions by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Before the run, which loads the machine itself. */
  readonly load: Load;
  readonly groups: readonly Collected[];
}
