import { describe, expect, it } from 'vitest';
import { table } from '../src/demo/table.ts';

const head = [{ title: 'name' }, { title: 'bytes', align: 'right' }, { title: 'path' }] as const;
const rows = [
  ['a.jpg', '1,234', '/a'],
  ['long-name.jpg', '5', '/b/c'],
];

describe('table', () => {
  it('makes each column as wide as its widest cell, and no line longer than it must be', () => {
    expect(table(head, rows, 80)).toEqual([
      'name           bytes  path',
      'a.jpg          1,234  /a',
      'long-name.jpg      5  /b/c',
    ]);
  });

  it('turns rows into blocks where the place is too narrow by one column', () => {
    expect(table(head, rows, 26)).toHaveLength(3);
    expect(table(head, rows, 25)).toEqual([
      'name:  a.jpg',
      'bytes: 1,234',
      'path:  /a',
      '',
      'name:  long-name.jpg',
      'bytes: 5',
      'path:  /b/c',
    ]);
  });

  it('is only the titles without rows', () => {
    expect(table(head, [], 80)).toEqual(['name  bytes  path']);
  });
});
