import { describe, expect, it } from 'vitest';
import { medianOf, quantile, spreadOf } from '../src/runner/statistics.ts';

describe('statistics', () => {
  it('have the middle of an even number of values, whatever their order', () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
    expect(medianOf([7])).toBe(7);
  });

  it('sort numbers as numbers', () => {
    expect(spreadOf([100, 9, 10, 20, 1])).toEqual({ median: 10, lower: 9, upper: 20, count: 5 });
  });

  it('have percentiles between two values in proportion', () => {
    const hundred = Array.from({ length: 101 }, (_none, value) => value);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });

  it('are not of nothing', () => {
    expect(() => medianOf([])).toThrow(RangeError);
  });
});
