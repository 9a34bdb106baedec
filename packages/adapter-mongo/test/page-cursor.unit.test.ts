import { isInvalidInputError } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { cursorOf, placeOf } from '../src/page-cursor.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

describe('the cursor of a page', () => {
  it('gives its place back, and fits into a URL', () => {
    const place = { createdAt: 1_700_000_000_000, id: 'photo-1' };
    expect(placeOf(cursorOf(place))).toEqual(place);
    expect(cursorOf(place)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    'no-cursor',
    '',
    base64('{}'),
    base64('[1,"a"]'),
    base64('{"createdAt":{"$gt":0},"id":"a"}'),
    base64('{"createdAt":1,"id":{"$ne":""}}'),
    base64('{"createdAt":1,"id":"a","more":1}'),
    `${cursorOf({ createdAt: 1, id: 'a' })}!`,
  ])('refuses %s', (cursor) => {
    let thrown: unknown;
    try {
      placeOf(cursor);
    } catch (error) {
      thrown = error;
    }
    expect(isInvalidInputError(thrown)).toBe(true);
  });
});
