import { readFile } from 'node:fs/promises';
import { defaultPresets, type Job, parseJob } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { readJobHash, snapshotOf } from '../src/job-hash.ts';
import { droppedReasonOf, failedReasonOf, readFailedReason, readReturnValue, returnValueOf } from '../src/outcome.ts';
import { type OwnFact, progressOf, readProgress } from '../src/own-fact.ts';
import { subjectOfJob } from '../src/read-job.ts';
import { aResult } from './support/bench.ts';

const subject = { taskId: 'task-a', run: 2 };
const at = 1_700_000_000_000;

describe('facts in BullMQ’s progress', () => {
  const facts: readonly OwnFact[] = [
    { type: 'started', ...subject, attempt: 1, workerId: 'w' },
    { type: 'progressed', ...subject, attempt: 1, done: 1, total: 2 },
    { type: 'attempt-failed', ...subject, attempt: 1, code: 'X', error: 'x', attempts: 1, willRetry: true, delay: 9 },
  ];

  it.each(facts)('come back as they were told: $type', (fact) => {
    const wire: unknown = JSON.parse(JSON.stringify(progressOf(fact)));
    expect(readProgress(wire, 'default', at)).toEqual({ ...fact, at });
  });

  it('carry a foreign job, for its task to be adopted', () => {
    const job = parseJob({ taskId: 'task-a', imagePath: 'a.jpg' }, { queue: 'photos' });
    const { imagePath: _path, ...bare }: Job & { imagePath?: unknown } = job;
    const fact: OwnFact = { type: 'started', ...subject, attempt: 1, workerId: 'w', job: bare };
    const wire: unknown = JSON.parse(JSON.stringify(progressOf(fact)));
    expect(readProgress(wire, 'photos', at)).toEqual({ ...fact, at });
  });

  it.each([
    ['a number', 42],
    ['null', null],
    ['another object', { percent: 5 }],
    ['an unknown type', { ...subject, type: 'paused', attempt: 1 }],
    ['no attempt', { ...subject, type: 'started', workerId: 'w' }],
    ['a bad id', { ...subject, taskId: '123', type: 'started', attempt: 1, workerId: 'w' }],
    ['a bad field', { ...facts[2], willRetry: 'yes' }],
  ])('are none in %s', (_what, value) => {
    expect(readProgress(value, 'default', at)).toBeUndefined();
  });
});

describe('outcomes in returnvalue and failedReason', () => {
  it('come back as they were written', () => {
    const result = { ...aResult(), run: 2 };
    const failure = { attempt: 3, code: 'X', error: 'with "quotes" and\nlines', attempts: 2 };
    expect(readReturnValue(JSON.stringify(returnValueOf(subject, result)))).toEqual({
      type: 'completed',
      subject,
      result,
    });
    expect(readFailedReason(failedReasonOf(subject, failure))).toEqual({ type: 'failed', subject, failure });
    expect(readFailedReason(failedReasonOf(undefined, failure))).toMatchObject({ subject: undefined, failure });
    expect(readFailedReason(droppedReasonOf('cancelled'))).toEqual({ type: 'dropped' });
  });

  it('are none where another worker wrote them', () => {
    expect(readReturnValue('"done"')).toBeUndefined();
    expect(readReturnValue('{"taskId":"task-a","run":1}')).toBeUndefined();
    expect(readFailedReason('job stalled more than allowable limit')).toBeUndefined();
    expect(readFailedReason('{"code":1}')).toBeUndefined();
  });
});

describe('wire/v1', () => {
  it('is understood, and still written as it is', async () => {
    const text = await readFile(new URL('../wire/v1/stream.json', import.meta.url), 'utf8');
    const wire: { progress: unknown[]; returnvalue: unknown; failedReason: unknown } = JSON.parse(text);
    const told = wire.progress.map((one) => readProgress(one, 'default', at));
    expect(told.map((fact) => fact?.type)).toEqual(['started', 'progressed', 'attempt-failed']);
    for (const [index, fact] of told.entries()) {
      if (fact === undefined || fact.type === 'completed' || fact.type === 'failed') throw new Error('no own fact');
      const { at: _at, ...own } = fact;
      expect(JSON.parse(JSON.stringify(progressOf(own)))).toEqual(wire.progress[index]);
    }
    const done = readReturnValue(JSON.stringify(wire.returnvalue));
    if (done?.type !== 'completed') throw new Error('not understood');
    expect(JSON.parse(JSON.stringify(returnValueOf(done.subject, done.result)))).toEqual(wire.returnvalue);
    const failed = readFailedReason(JSON.stringify(wire.failedReason));
    if (failed?.type !== 'failed') throw new Error('not understood');
    expect(JSON.parse(failedReasonOf(failed.subject, failed.failure))).toEqual(wire.failedReason);
  });
});

describe('a job’s hash', () => {
  const ref = { taskId: 'task-a', run: 1, queue: 'default' };
  const data = JSON.stringify({ taskId: 'task-a', imagePath: 'a.jpg' });

  it('is missing, open, completed or failed', () => {
    expect(snapshotOf(ref, readJobHash([null, null, null, null, null, null])).state).toBe('missing');
    expect(snapshotOf(ref, readJobHash([data, null, null, 'an earlier failure', '2', '1'])).state).toBe('open');
    const done = JSON.stringify(returnValueOf(ref, aResult()));
    expect(snapshotOf(ref, readJobHash([data, '1', done, 'an earlier failure', '2', '2']))).toMatchObject({
      state: 'completed',
      result: { attempt: 1 },
      job: { presets: defaultPresets.all },
    });
    expect(snapshotOf(ref, readJobHash([data, '1', null, 'boom', '2', '1']))).toMatchObject({
      state: 'failed',
      failure: { code: 'WORKER_LOST', error: 'boom', attempt: 2, attempts: 1 },
    });
    expect(snapshotOf(ref, readJobHash([data, '1', 'null', null, '1', '1'])).failure?.code).toBe('INVALID_INPUT');
  });

  it('is looked at also where its job can’t be read', () => {
    expect(snapshotOf(ref, readJobHash(['{"taskId":5}', null, null, null, '1', '0']))).toEqual({ ref, state: 'open' });
    expect(snapshotOf(ref, readJobHash(['{', null, null, null, '1', '0']))).toEqual({ ref, state: 'open' });
  });
});

describe('whose run an unreadable job is', () => {
  it('is said by its data, else by its id', () => {
    expect(subjectOfJob({ taskId: 'a', run: 3, presets: 5 }, 'x')).toEqual({ taskId: 'a', run: 3 });
    expect(subjectOfJob({ taskId: 'a' }, 'x')).toEqual({ taskId: 'a', run: 1 });
    expect(subjectOfJob('nonsense', 'x')).toEqual({ taskId: 'x', run: 1 });
    expect(subjectOfJob(null, '17')).toBeUndefined();
  });
});
