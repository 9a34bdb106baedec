/** Where the run tells how it goes: progress in one line that is written over, where the output is a terminal. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  #isProgressShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** A line, or several, to stay. */
  print(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
  }

  /** How far it is. Not shown in a log file, which it would only fill. */
  progress(text: string): void {
    if (!this.#stream.isTTY) return;
    this.#clear();
    this.#stream.write(text.slice(0, (this.#stream.columns || 80) - 1));
    this.#isProgressShown = true;
  }

  #clear(): void {
    if (this.#isProgressShown) this.#stream.write('\r\u001b[2K');
    this.#isProgressShown = false;
  }
}
