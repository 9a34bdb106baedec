import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  defaultPresets,
  type InvalidInputError,
  parseEvent,
  parseJob,
  parseJobResult,
  parseTask,
  serialiseEvent,
  serialiseJob,
  serialiseTask,
} from '../../src/index.ts';

const folder = new URL('../../wire/v1/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));
const of = (prefix: string): readonly [string, string][] =>
  fixtures.filter(({ file }) => file.startsWith(prefix)).map(({ file, text }) => [file, text]);

/** The same shape with a field that no release knows yet. */
const fromTheFuture = (text: string): object => ({ ...(JSON.parse(text) as object), fromTheFuture: { a: [1] } });

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    return (error as InvalidInputError).problems;
  }
  throw new Error('Expected an error.');
}

describe('wire/v1', () => {
  it.each(of('event.'))('reads and writes %s without loss', (_file, text) => {
    expect(JSON.parse(serialiseEvent(parseEvent(text)))).toEqual(JSON.parse(text));
    const future = fromTheFuture(text);
    expect(JSON.parse(serialiseEvent(parseEvent(JSON.stringify(future))))).toEqual(future);
  });

  it.each(of('task.'))('reads and writes %s without loss', (_file, text) => {
    expect(serialiseTask(parseTask(JSON.parse(text)))).toEqual(JSON.parse(text));
    const future = fromTheFuture(text);
    expect(serialiseTask(parseTask(future))).toEqual(future);
  });

  it('reads and writes job.json without loss', () => {
    const [[, text] = ['', '']] = of('job.json');
    const future = fromTheFuture(text);
    expect(serialiseJob(parseJob(JSON.parse(text), { queue: 'default' }))).toEqual(JSON.parse(text));
    expect(serialiseJob(parseJob(future, { queue: 'default' }))).toEqual(future);
  });

  it('reads job-result.json', () => {
    const [[, text] = ['', '']] = of('job-result');
    expect(parseJobResult(JSON.parse(text))).toEqual(JSON.parse(text));
  });

  it('reads a foreign job as run 1 with the default presets', () => {
    const [[, text] = ['', '']] = of('job.foreign');
    expect(parseJob(JSON.parse(text), { queue: 'photos' })).toMatchObject({
      taskId: 'order-17',
      run: 1,
      queue: 'photos',
      source: { kind: 'path', path: 'photos/a.jpg' },
      presets: defaultPresets.all,
    });
  });
});

describe('what is not valid on the wire', () => {
  it('is told field by field, all of it', () => {
    const event = { taskId: '123', timestamp: 'now', eventType: 'task.progress', done: -1, total: 2 };
    expect(problemsOf(() => parseEvent(JSON.stringify(event)))).toEqual([
      'taskId: must be 1 to 64 of A-Z a-z 0-9 _ - no whole number, and not ending like -r2, got "123"',
      'timestamp: must be a number, got "now"',
      'done: must be at least 0, got -1',
    ]);
  });

  it.each([
    ['{', /is not JSON/],
    ['null', /eventType: must be one of/],
    ['{"eventType":"task.exploded"}', /eventType: must be one of .* got "task.exploded"/],
  ])('%s', (text, message) => {
    expect(() => parseEvent(text)).toThrow(message);
  });

  it('a job without a path or presets', () => {
    expect(problemsOf(() => parseJob({ taskId: 'a' }, { queue: 'default' }))).toEqual(['imagePath: is missing']);
    expect(problemsOf(() => parseJob({ schemaVersion: 1, taskId: 'a' }, { queue: 'default' }))).toContain(
      'presets: is missing',
    );
  });

  it('a task document with a broken field', () => {
    const [[, text] = ['', '']] = of('task.pending');
    expect(problemsOf(() => parseTask({ ...(JSON.parse(text) as object), status: 'lost', run: 0 }))).toEqual([
      'status: must be one of "pending", "processing", "completed", "failed", "cancelled", got "lost"',
      'run: must be at least 1, got 0',
    ]);
  });
});

describe('serialiseEvent', () => {
  it('gives equal texts for equal events, whatever the order of their fields', () => {
    const a = parseEvent('{"taskId":"t","timestamp":1,"eventType":"task.cancelled","metadata":{"b":1,"a":2}}');
    const b = parseEvent('{"metadata":{"a":2,"b":1},"eventType":"task.cancelled","timestamp":1,"taskId":"t"}');
    expect(serialiseEvent(a)).toBe(serialiseEvent(b));
  });
});
