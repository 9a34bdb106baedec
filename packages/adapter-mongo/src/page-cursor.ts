import { type Cursor, check, InvalidInputError } from '@safelight/core';

/** The place in a list after which a page starts. */
export interface Place {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The task's id. */
  readonly id: string;
}

const placeCheck = check.object<Place>({ createdAt: check.number(), id: check.string({ min: 1 }) });

/** The cursor of a place: opaque, and fit for a URL. */
export function cursorOf({ createdAt, id }: Place): Cursor {
  return Buffer.from(JSON.stringify({ createdAt, id })).toString('base64url');
}

/**
 * The place of a cursor.
 *
 * @throws {InvalidInputError} for one that {@link cursorOf} does not make
 */
export function placeOf(cursor: Cursor): Place {
  const place = placeCheck(parsed(cursor), '', []);
  if (place === undefined || cursorOf(place) !== cursor) {
    throw new InvalidInputError('The cursor', [
      'cursor: must be one that a page gave; leave it out to begin at the first page',
    ]);
  }
  return place;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined; // no JSON is no place either
  }
}
