/** What happened when, in the order it happened. Recorded only where someone will read it. */
export class Timeline {
  readonly #startedAt: number;
  readonly #isRecording: boolean;
  readonly #lines: string[] = [];

  constructor(startedAt: number, isRecording: boolean) {
    this.#startedAt = startedAt;
    this.#isRecording = isRecording;
  }

  /** @param what is called only while recording */
  add(at: number, who: string, what: () => string): void {
    if (!this.#isRecording) return;
    const seconds = ((at - this.#startedAt) / 1_000).toFixed(3).padStart(9);
    this.#lines.push(`${seconds} s  ${who.padEnd(8)}  ${what()}`);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
