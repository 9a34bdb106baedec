/** What happens where a rule hits. Which of them an operation understands is said where it is wrapped. */
type Deed =
  /** The process kills itself, as SIGKILL does: nothing is flushed, nobody is told. */
  | 'die'
  /** The call throws `code`, such as `ENOSPC`, or an `UnavailableError`. */
  | 'fail'
  /** The call takes `ms` milliseconds longer. */
  | 'delay'
  /** The call never comes back. */
  | 'hang'
  /** Messages: they are lost, told twice, or held back until others have gone by. */
  | 'drop'
  | 'double'
  | 'reorder';

/** One fault that a process is switched to. Plain JSON, since it travels by environment or IPC. */
export interface FaultRule {
  /** The operation, as `port.method`: `queue.enqueue`, `repository.save`, `events.commit`, … */
  readonly at: string;
  readonly deed: Deed;
  /** `after`: the operation has happened, and only its answer is hit. Default `before`. */
  readonly when?: 'before' | 'after';
  /** How many calls pass before the first is hit. Default 0. */
  readonly skip?: number;
  /** How many calls are hit. Default all, until the rules are switched again. */
  readonly times?: number;
  /** The share of the calls that is hit, 0 to 1. Default 1. */
  readonly chance?: number;
  /** For `delay`. */
  readonly ms?: number;
  /** For `fail`: the code of a system's error. */
  readonly code?: string;
}
