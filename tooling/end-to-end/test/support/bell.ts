/** Rings when something may have changed; who waits for a condition looks at each ring, and never polls. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** What `look` gives, as soon as it gives something. The test's own time limit ends the waiting. */
  until<T>(look: () => T | undefined): Promise<T> {
    const already = look();
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve) => {
      const lookAgain = (): void => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(lookAgain);
        resolve(found);
      };
      this.#waiting.add(lookAgain);
    });
  }
}
