import type { StreamView } from './event-stream.ts';

/** The position before the first entry. */
export const beginning = '0-0';

/** Negative, zero or positive as entry id `a` stands before, at or after `b`. */
export function compareIds(a: string, b: string): number {
  const [aTime, aSequence] = partsOf(a);
  const [bTime, bSequence] = partsOf(b);
  return aTime - bTime || aSequence - bSequence;
}

/** When an entry was written, in milliseconds since the epoch by Redis's clock. */
export function timeOf(id: string): number {
  return partsOf(id)[0];
}

function partsOf(id: string): readonly [time: number, sequence: number] {
  const [time, sequence] = id.split('-');
  return [Number(time), Number(sequence ?? 0)];
}

/** Where a reader stands. */
export interface ReaderState {
  /** The last entry that it was given; undefined when it begins. */
  readonly position: string | undefined;
  /** True once it was told that no position was saved, until one is. */
  readonly toldGap: boolean;
}

/** True where entries may be missing between where the reader stands and what the stream has. */
export function isGap(reader: ReaderState, view: StreamView): boolean {
  if (view.saved === undefined && !reader.toldGap) return true;
  const from = reader.position ?? view.saved;
  return from !== undefined && isPast(from, view);
}

/** True for a position before the first entry, or beyond the last, or of a stream that is gone. */
function isPast(position: string, view: StreamView): boolean {
  if (position === beginning) return view.wasCut;
  if (compareIds(position, view.lastId) > 0) return true;
  if (view.firstId !== undefined) return compareIds(position, view.firstId) < 0;
  return compareIds(position, view.lastId) < 0;
}
