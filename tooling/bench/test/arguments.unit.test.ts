import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/runner/arguments.ts';

const names = ['images', 'pipeline', 'http'];

describe('the command line', () => {
  it('runs everything if nothing is said', () => {
    expect(parseArguments([], names)).toEqual({ quick: false, only: names });
  });

  it('takes groups by name, in the order of the table', () => {
    expect(parseArguments(['--only', 'http,images', '--quick', '--output', 'here'], names)).toEqual({
      quick: true,
      only: ['images', 'http'],
      output: 'here',
    });
    expect(parseArguments(['--only', 'http', '--only', 'images'], names).only).toEqual(['images', 'http']);
  });

  it('says which groups there are', () => {
    expect(() => parseArguments(['--only', 'image'], names)).toThrow(/No group is called image; there are images,/);
    expect(() => parseArguments(['--slow'], names)).toThrow(TypeError);
  });
});
