/** What a run tells while it goes on. */
export interface Progress {
  /** A line about what begins, or went wrong. */
  say(line: string): void;
  /**
   * How far it is.
   *
   * @param share of the time, or of the scenarios; 0 to 1
   */
  at(share: number, steps: number, accepted: number): void;
}
