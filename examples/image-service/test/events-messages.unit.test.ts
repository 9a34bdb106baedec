import { type Fact, historyLimit, replayTask, type Task } from '@safelight/core';
import { givenTask } from '@safelight/core/testing';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../src/events/message.ts';
import { endOf, isAllHeard, newsOf } from '../src/events/task-messages.ts';
import { beginning, formatPosition, parsePosition, type TaskPosition } from '../src/events/task-position.ts';

const started = (run: number): Fact => ({ type: 'started', taskId: 'task-1', run, attempt: 1, at: 1, workerId: 'w' });
const failing = (run: number): Fact => ({
  type: 'attempt-failed',
  taskId: 'task-1',
  run,
  attempt: 1,
  at: 2,
  code: 'PROCESSING_FAILED',
  error: 'The lamp is out.',
  attempts: 1,
  willRetry: true,
  delay: 1_000,
});
const failed = (run: number): Fact => ({
  type: 'failed',
  taskId: 'task-1',
  run,
  attempt: 2,
  at: 3,
  code: 'PROCESSING_FAILED',
  error: 'The lamp is out.',
  attempts: 2,
});

/** Ends its last run. */
function taskOf(runs: number): Task {
  let spec = givenTask();
  for (let run = 1; run <= runs; run++) {
    spec = spec.and(started(run), failing(run), failed(run));
    if (run < runs) spec = spec.and((task, timing) => replayTask(task, timing));
  }
  return spec.when().task;
}

const viewOf = ({ id, version }: Task): object => ({ id, version });
const told = (task: Task, after: TaskPosition): readonly string[] =>
  newsOf(task, after, viewOf).messages.map(({ id, event }) => `${id} ${event}`);

describe('what a stream of one task tells', () => {
  const task = taskOf(1);

  it('tells events of one version apart by their ids', () => {
    expect(told(task, beginning)).toEqual([
      '1.0 task.created',
      '2.0 task.processing',
      '3.0 task.failed',
      '3.1 task.retry',
      '4.0 task.failed',
    ]);
  });

  it('resumes between two events of one version', () => {
    expect(told(task, { version: 3, n: 0 })).toEqual(['3.1 task.retry', '4.0 task.failed']);
    expect(told(task, { version: 3, n: 1 })).toEqual(['4.0 task.failed']);
    expect(told(task, { version: 4, n: 0 })).toEqual([]);
  });

  it('moves on to the last event that it told', () => {
    const { position } = newsOf(task, beginning, viewOf);
    expect(position).toEqual({ version: 4, n: 0 });
    expect(newsOf(task, position, viewOf)).toEqual({ messages: [], position });
  });

  it('knows when all was heard: only of an ended run, and only who was here before', () => {
    expect(isAllHeard(task, { version: 4, n: 0 })).toBe(true);
    expect(isAllHeard(task, { version: 3, n: 1 })).toBe(false);
    expect(isAllHeard(task, undefined)).toBe(false);
    const replayed = givenTask().when(started(1)).task;
    expect(isAllHeard(replayed, { version: 2, n: 0 })).toBe(false);
  });

  it('tells the task itself where its history does not reach back far enough', () => {
    const long = taskOf(14);
    expect(long.history).toHaveLength(historyLimit);
    const newest = `${long.version}.0`;
    expect(told(long, { version: 2, n: 0 })).toEqual([`${newest} task`]);
    expect(newsOf(long, beginning, viewOf)).toEqual({
      messages: [{ id: newest, event: 'task', data: JSON.stringify(viewOf(long)) }],
      position: { version: long.version, n: 0 },
    });
    // What it still remembers is told event by event.
    expect(told(long, { version: long.version - 1, n: 1 })).toEqual([`${newest} task.failed`]);
  });

  it('tells the end without an id, so that who comes back resumes from the last event', () => {
    expect(endOf(task)).toEqual({
      event: 'end',
      data: JSON.stringify({ taskId: 'task-1', run: 1, version: 4, status: 'failed' }),
    });
  });
});

describe('the id of an event', () => {
  it('is read as it is written, and nothing else is', () => {
    expect(parsePosition(formatPosition({ version: 12, n: 3 }))).toEqual({ version: 12, n: 3 });
    for (const id of ['', '3', '3.', '.1', '-1.0', '1.0.0', '1e3.0', ' 1.0', '1.0\n', '9'.repeat(16)]) {
      expect(parsePosition(id)).toBeUndefined();
    }
  });
});

describe('a message on the wire', () => {
  it('is fields of a line each, and a blank line', () => {
    expect(encodeMessage({ id: '2.0', event: 'task', data: '{"a":"b\\nc"}', retry: 5 })).toBe(
      'retry: 5\nid: 2.0\nevent: task\ndata: {"a":"b\\nc"}\n\n',
    );
    expect(encodeMessage({ event: 'bye', data: '{}' })).toBe('event: bye\ndata: {}\n\n');
  });
});
