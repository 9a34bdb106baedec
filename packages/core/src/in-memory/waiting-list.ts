interface Bucket<T> {
  readonly priority: number;
  items: (T | undefined)[];
  head: number;
}

/** Places that are left empty at the front before they are cut away. */
const compactAfter = 1_024;

function compact<T>(bucket: Bucket<T>): void {
  bucket.items = bucket.items.slice(bucket.head);
  bucket.head = 0;
}

/** Jobs that wait: lower priority numbers first, within one first come, first served. */
export class WaitingList<T extends { readonly priority: number }> {
  readonly #buckets: Bucket<T>[] = [];
  /** Where each item stands now; an item's older places are passed over. */
  readonly #places = new Map<T, Bucket<T>>();

  push(item: T, place: 'first' | 'last'): void {
    const bucket = this.#bucket(item.priority);
    this.#places.set(item, bucket);
    if (place === 'last') bucket.items.push(item);
    else if (bucket.head > 0) bucket.items[--bucket.head] = item;
    else bucket.items.unshift(item);
  }

  shift(): T | undefined {
    for (const bucket of this.#buckets) {
      const item = this.#shiftFrom(bucket);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  delete(item: T): void {
    const bucket = this.#places.get(item);
    if (bucket === undefined) return;
    this.#places.delete(item);
    bucket.items[bucket.items.indexOf(item, bucket.head)] = undefined;
  }

  clear(): void {
    this.#buckets.length = 0;
    this.#places.clear();
  }

  #shiftFrom(bucket: Bucket<T>): T | undefined {
    while (bucket.head < bucket.items.length) {
      const item = bucket.items[bucket.head];
      bucket.items[bucket.head++] = undefined;
      if (bucket.head > compactAfter && bucket.head * 2 > bucket.items.length) compact(bucket);
      if (item !== undefined) {
        this.#places.delete(item);
        return item;
      }
    }
    compact(bucket);
    return undefined;
  }

  #bucket(priority: number): Bucket<T> {
    const at = this.#buckets.findIndex((bucket) => bucket.priority >= priority);
    const found = this.#buckets[at];
    if (found?.priority === priority) return found;
    const made: Bucket<T> = { priority, items: [], head: 0 };
    this.#buckets.splice(at === -1 ? this.#buckets.length : at, 0, made);
    return made;
  }
}
