import { beginning, compareIds } from './entry-ids.ts';
import type { StreamView } from './event-stream.ts';
import type { Position } from './saved-position.ts';

/** Where the reader goes on; undefined where it has to begin, because no position was saved or it was lost. */
export function whereToGoOn(reader: Position | undefined, view: StreamView): string | undefined {
  if (reader === undefined) return view.saved;
  return reader.generation === view.generation ? reader.id : undefined;
}

/** True where entries may be missing between where the reader goes on and what the stream still has. */
export function isGap(from: string | undefined, view: StreamView): boolean {
  if (from === undefined) return true;
  if (from === beginning) return view.wasCut;
  if (compareIds(from, view.lastId) > 0) return true;
  return compareIds(from, view.firstId ?? view.lastId) < 0;
}
