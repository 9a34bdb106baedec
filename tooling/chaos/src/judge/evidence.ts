import type { Promised } from '../client/ledger.ts';
import type { TaskState } from '../client/task-state.ts';
import type { Told } from '../receiver/book.ts';

/** One file of the output folder. */
export interface FoundFile {
  /** The key, as tasks name it: `/output/photo-1/1024/0cc1….jpg`. */
  readonly key: string;
  readonly size: number;
  /** Of its content. */
  readonly md5: string;
  /** True in the store's own folder of unfinished things. */
  readonly isUnfinished: boolean;
}

/** What the judge looks at: all of it from outside, once the run is over. */
export interface Evidence {
  /** The ledger: what the service had promised. */
  readonly promises: readonly Promised[];
  /** Every task that the API tells of. */
  readonly tasks: readonly TaskState[];
  /** The receiver's book. */
  readonly told: readonly Told[];
  /** The output folder as it was found, and as it was after `sweepImages`. */
  readonly found: readonly FoundFile[];
  readonly swept: readonly FoundFile[];
}

/** The kinds of harm, in the order of the table. */
export const harmKinds = ['lost', 'doubled', 'stuck', 'illegal', 'partial', 'orphan'] as const;
/** One of {@link harmKinds}. */
export type HarmKind = (typeof harmKinds)[number];

/** Something that must not be. */
export interface Harm {
  readonly kind: HarmKind;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Absent where it is no single task's. */
  readonly taskId?: string;
}
