/** A first-in, first-out queue that never grows past its limit: the oldest item makes room. */
export class BoundedQueue<T> {
  readonly #limit: number;
  #items: T[] = [];
  #head = 0;

  /** @param limit the most items that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Adds an item; gives the oldest one if it had to go for it. */
  push(item: T): T | undefined {
    this.#items.push(item);
    return this.size > this.#limit ? this.shift() : undefined;
  }

  /** Takes the oldest item. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head++];
    // Array.shift() would move every item each time; here each is moved at most once.
    if (this.#head > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Takes up to `count` of the oldest items, in order. */
  take(count: number): readonly T[] {
    const end = Math.min(this.#head + count, this.#items.length);
    const taken = this.#items.slice(this.#head, end);
    this.#items = this.#items.slice(end);
    this.#head = 0;
    return taken;
  }
}
