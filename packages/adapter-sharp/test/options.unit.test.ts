import { isConfigError } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { configureSharp, SharpImageProcessor, sharpProcessor } from '../src/index.ts';

describe('sharpProcessor()', () => {
  it('is a SharpImageProcessor, without any option', () => {
    expect(sharpProcessor()).toBeInstanceOf(SharpImageProcessor);
  });

  it('reports every problem at once', () => {
    const given: object = { maxSourcePixels: 0, timeoutSeconds: 1.5, failOn: 'never', quality: 3 };
    const error = thrownBy(() => sharpProcessor(given));
    expect(isConfigError(error)).toBe(true);
    expect(error).toMatchObject({
      problems: [
        expect.stringMatching(/^quality: is not an option/),
        expect.stringMatching(/^maxSourcePixels: must be at least 1/),
        expect.stringMatching(/^timeoutSeconds: must be a whole number/),
        expect.stringMatching(/^failOn: must be one of/),
      ],
    });
  });
});

describe('configureSharp()', () => {
  it('reports every problem and sets nothing then', () => {
    const given: object = { threads: 0, cache: 'yes' };
    expect(isConfigError(thrownBy(() => configureSharp(given)))).toBe(true);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
