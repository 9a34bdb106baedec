/** The most entries of a chunk; beyond it the chunk is split. */
const chunkLimit = 512;

/** One entry of a {@link TimeIndex}. */
export interface Keyed {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
}

/** Times and ids apart: a search runs over numbers that lie side by side, and seldom looks at an id. */
interface Chunk {
  readonly ats: number[];
  readonly ids: string[];
}

/**
 * Ids in the order of (time, id), found, added and removed in time that grows with the logarithm of their
 * number (plus a chunk's length): what an index of a database does.
 */
export class TimeIndex {
  readonly #chunks: Chunk[] = [];
  /** The last time of each chunk. */
  readonly #ends: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(at: number, id: string): void {
    this.#size++;
    const index = this.#chunkOf(at, id);
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#append(at, id);
      return;
    }
    const place = placeIn(chunk, at, id);
    chunk.ats.splice(place, 0, at);
    chunk.ids.splice(place, 0, id);
    if (chunk.ats.length > chunkLimit) this.#split(index, chunk);
  }

  /** Removes the entry; gives whether there was one. */
  remove(at: number, id: string): boolean {
    const index = this.#chunkOf(at, id);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const place = placeIn(chunk, at, id);
    if (chunk.ids[place] !== id || chunk.ats[place] !== at) return false;
    chunk.ats.splice(place, 1);
    chunk.ids.splice(place, 1);
    this.#size--;
    const end = chunk.ats.at(-1);
    if (end !== undefined) this.#ends[index] = end;
    else {
      this.#chunks.splice(index, 1);
      this.#ends.splice(index, 1);
    }
    return true;
  }

  /** The entries in order. Not to be changed meanwhile. */
  *ascending(): Generator<Keyed, void> {
    for (const { ats, ids } of this.#chunks) {
      for (const [place, id] of ids.entries()) yield { at: ats[place] ?? 0, id };
    }
  }

  /** The entries before `below`, or all, the last first. Not to be changed meanwhile. */
  *descending(below?: Keyed): Generator<Keyed, void> {
    const last = this.#chunks.length - 1;
    let index = below === undefined ? last : Math.min(this.#chunkOf(below.at, below.id), last);
    for (; index >= 0; index--) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) return;
      let place = (below === undefined ? chunk.ids.length : placeIn(chunk, below.at, below.id)) - 1;
      for (; place >= 0; place--) yield { at: chunk.ats[place] ?? 0, id: chunk.ids[place] ?? '' };
    }
  }

  /** Most entries of an index by time come last: their chunks are filled to the brim, and nothing is moved. */
  #append(at: number, id: string): void {
    const index = this.#chunks.length - 1;
    const last = this.#chunks[index];
    if (last === undefined || last.ats.length >= chunkLimit) {
      this.#chunks.push({ ats: [at], ids: [id] });
      this.#ends.push(at);
      return;
    }
    last.ats.push(at);
    last.ids.push(id);
    this.#ends[index] = at;
  }

  #split(index: number, { ats, ids }: Chunk): void {
    const upper = { ats: ats.splice(chunkLimit / 2), ids: ids.splice(chunkLimit / 2) };
    this.#chunks.splice(index + 1, 0, upper);
    this.#ends.splice(index, 1, ats.at(-1) ?? 0, upper.ats.at(-1) ?? 0);
  }

  /** The first chunk whose last entry is not before the one given; past the end where there is none. */
  #chunkOf(at: number, id: string): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const end = this.#ends[middle] ?? 0;
      if (end < at || (end === at && (this.#chunks[middle]?.ids.at(-1) ?? '') < id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first place in the chunk whose entry is not before the one given. */
function placeIn({ ats, ids }: Chunk, at: number, id: string): number {
  let low = 0;
  let high = ats.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = ats[middle] ?? 0;
    if (found < at || (found === at && (ids[middle] ?? '') < id)) low = middle + 1;
    else high = middle;
  }
  return low;
}
