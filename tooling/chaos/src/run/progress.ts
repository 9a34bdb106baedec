/** What a run tells while it goes on. */
export interface Progress {
  /** A line about what begins, or went wrong. */
  say(line: string): void;
  /** How far it is. */
  at(done: number, of: number, accepted: number): void;
}
