import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  canonicalJson,
  defaultPresets,
  definePresets,
  fingerprint,
  imageNameOf,
  isConfigError,
  isTaskId,
  jobIdOf,
  type PresetOptions,
  type Presets,
  parseTaskId,
  retryDelay,
  uuidv7,
} from '../../src/index.ts';

describe('definePresets', () => {
  it('fills the defaults, and types the names', () => {
    const presets = definePresets({ hero: { width: 1024 }, thumb: { width: 800, quality: 80 } });
    expectTypeOf(presets).toEqualTypeOf<Presets<'hero' | 'thumb'>>();
    expect(presets.all).toEqual([
      { name: 'hero', width: 1024, fit: 'inside', format: 'jpeg', quality: 85 },
      { name: 'thumb', width: 800, fit: 'inside', format: 'jpeg', quality: 80 },
    ]);
    expect(presets.pick(['thumb', 'thumb']).map(({ name }) => name)).toEqual(['thumb']);
  });

  it('carries an effort only where one is asked for, so that jobs stay as older workers know them', () => {
    const { all } = definePresets({ quick: { width: 20 }, small: { width: 10, effort: 'highest' } });
    expect(all.map((preset) => JSON.parse(JSON.stringify(preset)).effort)).toEqual([undefined, 'highest']);
  });

  it('has 1024 and 800 as the default', () => {
    expect(defaultPresets.all.map(({ width, quality, format }) => [width, quality, format])).toEqual([
      [1024, 85, 'jpeg'],
      [800, 85, 'jpeg'],
    ]);
  });

  it.each<[string, Record<string, PresetOptions>, RegExp]>([
    ['width 0', { a: { width: 0 } }, /a\.width: must be from 1 to 16384, got 0/],
    ['a fraction', { a: { width: 10.5 } }, /a\.width: must be a whole number/],
    ['no preset', {}, /at least one preset/],
    ['a bad name', { '../etc': { width: 10 } }, /name: must be 1 to 64 of/],
    ['cover without height', { a: { width: 10, fit: 'cover' } }, /a\.height: is needed/],
    ['quality 101', { a: { width: 10, quality: 101 } }, /a\.quality: must be from 1 to 100/],
    ['an unknown effort', { a: { width: 10, effort: 'most' as 'high' } }, /a\.effort: must be one of "normal", "high"/],
    ['an option that is none', { a: { width: 10, colour: 'red' } as PresetOptions }, /a\.colour: is not an option/],
  ])('refuses %s', (_what, recipes, message) => {
    expect(() => definePresets(recipes)).toThrow(message);
  });

  it('tells every problem at once', () => {
    try {
      definePresets({ a: { width: 0 }, b: { width: -1, quality: 0 } });
      expect.unreachable();
    } catch (error) {
      expect(isConfigError(error) && error.problems).toHaveLength(3);
    }
  });

  it('refuses an unknown name', () => {
    expect(() => defaultPresets.pick(['1024', '640'])).toThrow(/unknown preset "640"; known are 1024, 800/);
  });
});

describe('task ids', () => {
  it.each(['a', 'A_b-9', '019b76da-a800-7000-8000-0000000000aa', 'x'.repeat(64)])('takes %s', (id) => {
    expect(isTaskId(id)).toBe(true);
  });
  it.each(['', '123', '-5', 'a-r2', 'a:b', 'a/b', '../a', 'x'.repeat(65), 'ä', 7, null])('refuses %s', (id) => {
    expect(isTaskId(id)).toBe(false);
    expect(() => parseTaskId(id)).toThrow(/task id is not valid/);
  });
  it('names the job of run 1 by the task id itself', () => {
    expect(jobIdOf({ taskId: 'a', run: 1 })).toBe('a');
    expect(jobIdOf({ taskId: 'a', run: 3 })).toBe('a-r3');
  });
  it('are UUIDs of version 7 that sort by time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 40 }), (now, later) => {
        const id = uuidv7(now, Math.random);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(id < uuidv7(now + later, Math.random)).toBe(true);
        expect(isTaskId(id)).toBe(true);
      }),
    );
  });
});

describe('imageNameOf', () => {
  it.each([
    ['photos/a.jpg', 'a'],
    ['C:\\photos\\Müller & Söhne.JPG', 'M-ller-S-hne'],
    ['../../etc/passwd', 'passwd'],
    ['a/..', 'image'],
    ['.hidden', 'image'],
    ['a/', 'image'],
    ['aux.png', 'aux-image'],
    [`${'x'.repeat(79)}..y.png`, 'x'.repeat(79)],
    [`${'x'.repeat(300)}.png`, 'x'.repeat(80)],
  ])('of %s is %s', (path, name) => {
    expect(imageNameOf({ kind: 'path', path })).toBe(name);
  });

  it('is a plain folder name for any path', () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        expect(imageNameOf({ kind: 'path', path })).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$/);
      }),
    );
  });
});

describe('retryDelay', () => {
  const policy = { attempts: 9, initialDelay: 1000, maxDelay: 60_000, jitter: 0.5 };
  it('doubles up to its limit, spread over half of it, and is the same for whoever asks', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (jobId, failures) => {
        const full = Math.min(60_000, 1000 * 2 ** (failures - 1));
        const delay = retryDelay(policy, jobId, failures);
        expect(delay).toBeGreaterThanOrEqual(full / 2);
        expect(delay).toBeLessThanOrEqual(full);
        expect(retryDelay(policy, jobId, failures)).toBe(delay);
      }),
    );
  });
});

describe('fingerprint', () => {
  it('is equal for equal values and differs otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
    expect(fingerprint({ a: 1, b: [2, { d: 1, c: 2 }] })).toBe(fingerprint({ b: [2, { c: 2, d: 1 }], a: 1 }));
  });
});
