import { describe, expect, it } from 'vitest';
import { planPasses } from '../src/plan.ts';
import { presetsOf } from './support/derive.ts';

const shape = (source: readonly [number, number], recipes: Parameters<typeof presetsOf>[0]) =>
  planPasses({ width: source[0], height: source[1] }, presetsOf(recipes)).map((pass) => ({
    frame: [pass.frame.width, pass.frame.height],
    outputs: pass.outputs.map((output) => output.presets.map((preset) => preset.name)),
  }));

describe('the plan of the decodes', () => {
  it('makes the smaller derivative from the larger one’s pixels', () => {
    expect(shape([5312, 2988], { '1024': { width: 1024 }, '800': { width: 800 } })).toEqual([
      { frame: [1024, 576], outputs: [['1024'], ['800']] },
    ]);
  });

  it('decodes again where two sizes are so close that resampling twice would show', () => {
    expect(shape([5312, 2988], { a: { width: 1024 }, b: { width: 1000 }, c: { width: 400 } })).toEqual([
      { frame: [1024, 576], outputs: [['a'], ['c']] },
      { frame: [1000, 563], outputs: [['b']] },
    ]);
  });

  it('shares at any ratio where the pixels are the source’s own', () => {
    expect(shape([1000, 500], { a: { width: 1024 }, b: { width: 990 } })).toEqual([
      { frame: [1000, 500], outputs: [['a'], ['b']] },
    ]);
  });

  it('encodes once what comes to the same, and only that', () => {
    const recipes = {
      a: { width: 1024 },
      b: { width: 800 },
      c: { width: 700, quality: 60 },
      d: { width: 600, format: 'png', quality: 20 },
      e: { width: 500, format: 'png', quality: 90 },
      f: { width: 450, effort: 'high' },
      g: { width: 440, effort: 'normal' },
    } as const;
    expect(shape([400, 300], recipes)).toEqual([
      { frame: [400, 300], outputs: [['a', 'b', 'g'], ['c'], ['d', 'e'], ['f']] },
    ]);
  });

  it('needs nothing where nothing is asked', () => {
    expect(planPasses({ width: 10, height: 10 }, [])).toEqual([]);
  });
});
