import { describe, expect, it } from 'vitest';
import { count, plural, printable, saving, seconds } from '../src/demo/text.ts';

describe('text', () => {
  it('separates thousands', () => {
    expect(count(1_234_567)).toBe('1,234,567');
  });

  it('counts nouns', () => {
    expect([0, 1, 2].map((value) => plural(value, 'image'))).toEqual(['0 images', '1 image', '2 images']);
  });

  it('tells what is saved, and what is lost', () => {
    expect(saving(1_000_000, 77_000)).toBe('923,000 (92.3%)');
    expect(saving(1_000, 2_500)).toBe('-1,500 (-150.0%)');
  });

  it('tells seconds of milliseconds', () => {
    expect(seconds(814)).toBe('0.81 s');
    expect(seconds(61_000)).toBe('61.00 s');
  });

  it('spells out what would move the cursor, clear the screen or turn the reading', () => {
    expect(printable('a\x1b[2J\n\u202egpj.jpg')).toBe('a\\u{1b}[2J\\u{a}\\u{202e}gpj.jpg');
    expect(printable('Bär 東京.jpg')).toBe('Bär 東京.jpg');
  });
});
