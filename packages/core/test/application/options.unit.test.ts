import { describe, expect, it } from 'vitest';
import {
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
  inMemory,
} from '../../src/in-memory/index.ts';
import {
  createPipeline,
  createWorker,
  definePresets,
  fillOptions,
  isConfigError,
  type PipelineOptions,
  systemRuntime,
  type WorkerOptions,
} from '../../src/index.ts';

const bundles = {
  ...inMemory(),
  sources: new InMemorySourceReader(),
  images: new InMemoryImageStore(),
  processor: new InMemoryImageProcessor(),
};

/** Every option there is; a new one is missed by the compiler. */
const everything: Required<PipelineOptions & WorkerOptions> = {
  ...bundles,
  presets: definePresets({ hero: { width: 1024 } }),
  route: () => 'default',
  retry: { attempts: 2 },
  checkAfter: 1,
  reconcileEvery: 1,
  reconcileBatch: 1,
  handlerTimeout: 1,
  handlersAtOnce: 1,
  pollEvery: 1,
  closeTimeout: 1,
  relay: false,
  reconciler: false,
  behaviours: [],
  concurrency: 1,
  workerId: 'w',
  attemptTimeout: 1,
  logger: console,
  runtime: systemRuntime(),
};

/** The problems that the making of something tells. */
function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (isConfigError(error)) return error.problems;
    throw error;
  }
  return [];
}

describe('the options of createPipeline', () => {
  it('are told every problem at once', () => {
    const { queue: _queue, ...engines } = inMemory();
    const retry = { attempts: 0, initialDelay: 1, maxDelay: 1, jitter: 2 };
    expect(() => createPipeline({ ...engines, checkAfter: 0, retry, reconcileEvry: 1 } as never)).toThrow(
      /queue: an adapter is missing.*did you mean reconcileEvery.*retry\.attempts: must be from 1.*retry\.jitter: must be from 0 to 1.*checkAfter: must be at least 1/,
    );
  });

  it.each([
    ['reconcileEvry', 'reconcileEvery'],
    ['reconcilEvery', 'reconcileEvery'],
    ['reconcielr', 'reconciler'],
    ['closetimeout', 'closeTimeout'],
    ['handlerTimeOut', 'handlerTimeout'],
    ['cahce', 'cache'],
    ['retrys', 'retry'],
    ['concurency', 'concurrency'],
  ])('do not have a %s: did you mean %s?', (mistyped, meant) => {
    expect(problemsOf(() => createPipeline({ ...bundles, [mistyped]: 1 }))).toEqual([
      `${mistyped}: is not an option; did you mean ${meant}?`,
    ]);
  });

  it('are listed where a name is like none of them', () => {
    expect(problemsOf(() => createPipeline({ ...bundles, ...{ redisUrl: 'redis://127.0.0.1' } }))).toEqual([
      expect.stringMatching(/^redisUrl: is not an option; options are queue, .*reconcileEvery, .*runtime$/),
    ]);
  });

  it('have no misspelt part of the retry policy', () => {
    const retry = { attempts: 2, attemps: 5 };
    expect(problemsOf(() => createPipeline({ ...bundles, retry }))).toEqual([
      'retry.attemps: is not an option; did you mean attempts?',
    ]);
  });

  it('may be undefined, which counts as not given, whatever the name', () => {
    expect(problemsOf(() => createPipeline({ ...bundles, ...{ reconcileEvry: undefined } }))).toEqual([]);
  });
});

describe('the options of createWorker', () => {
  it('do not have a misspelt name', () => {
    expect(problemsOf(() => createWorker({ ...bundles, ...{ concurency: 4 } }))).toEqual([
      'concurency: is not an option; did you mean concurrency?',
    ]);
    expect(problemsOf(() => createWorker({ ...bundles, ...{ constructor: 4 } }))).toHaveLength(1);
  });
});

it('createPipeline and createWorker let pass what the other takes, and what bundles bring', () => {
  expect(problemsOf(() => createPipeline<string>({ ...everything, ...{ process: {}, processName: 'api-1' } }))).toEqual(
    [],
  );
  expect(problemsOf(() => createWorker({ ...everything, ...{ process: {}, processName: 'api-1' } }))).toEqual([]);
});

it('fillOptions names what was probably meant, and leaves out what it lets pass', () => {
  const fill = (given: object, passing?: readonly string[]): object =>
    fillOptions<{ size: number }>('It', given, { size: 1 }, { size: (value) => Number(value) }, passing);
  expect(problemsOf(() => fill({ sise: 2, colour: 'red' }))).toEqual([
    'sise: is not an option; did you mean size?',
    'colour: is not an option; options are size',
  ]);
  expect(fill({ size: 3, colour: 'red' }, ['colour'])).toEqual({ size: 3 });
});
