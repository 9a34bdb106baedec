import type { FaultRule } from '../failpoints/fault-rule.ts';

/** The rig to a process: these rules hold from now on. Answered once they do. */
export interface SetFaults {
  readonly kind: 'set-faults';
  readonly id: number;
  readonly rules: readonly FaultRule[];
}

/** A process to the rig. */
export type Told =
  | { readonly kind: 'faults-set'; readonly id: number }
  /** A rule has hit. Of a `die` it is not certain that it arrives. */
  | { readonly kind: 'hit'; readonly at: string };
