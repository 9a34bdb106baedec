import { describe, expect, it } from 'vitest';
import { cancelTask, discardTask, replayTask, startNextRun } from '../../src/index.ts';
import { givenTask, testTiming } from '../../src/testing/index.ts';
import { attemptFailed, completed, failed, images, progressed, started } from './facts.ts';

describe('a task, given facts in order', () => {
  it('goes from pending over processing to completed, and tells each step', () => {
    const task = givenTask();
    expect(task.when(started()).becomes({ status: 'processing', attempt: 1, workerId: 'worker-1' }).events).toEqual([
      'task.processing',
    ]);
    expect(
      task
        .and(started())
        .when(progressed(1))
        .becomes({ progress: { done: 1, total: 2 } }).events,
    ).toEqual(['task.progress']);
    const done = task.and(started(), progressed(1), progressed(2)).when(completed());
    done.becomes({
      status: 'completed',
      settled: true,
      processingTime: 120,
      images: { '1024': images[0], '800': images[1] },
    });
    expect(done.events).toEqual(['task.completed']);
  });

  it('goes back to pending for a retry, with the failure and two events', () => {
    const retrying = givenTask().and(started()).when(attemptFailed(1));
    retrying.becomes({
      status: 'pending',
      attempts: 1,
      failure: { code: 'PROCESSING_FAILED', error: 'the disk is full', attempts: 1 },
    });
    expect(retrying.events).toEqual(['task.failed', 'task.retry']);
  });

  it('stays processing after its last attempt failed, until the queue gives the job up', () => {
    const last = givenTask().and(started(3)).when(attemptFailed(3, false));
    expect(last.becomes({ status: 'processing', attempts: 3 }).events).toEqual([]);
    const ended = givenTask().and(started(3), attemptFailed(3, false)).when(failed(3));
    expect(ended.becomes({ status: 'failed', attempts: 3, settled: true }).events).toEqual(['task.failed']);
  });

  it('is not settled while a handler has not acknowledged its end', () => {
    const ended = givenTask({ handlers: ['mail'] })
      .and(started())
      .when(completed());
    ended.becomes({ settled: false, nextCheckAt: testTiming.now + testTiming.settleAfter });
  });
});

describe('a task, given facts out of order', () => {
  it('takes a late completed or failed from pending', () => {
    givenTask().when(completed()).becomes({ status: 'completed' });
    givenTask().when(failed()).becomes({ status: 'failed' });
  });

  it.each([
    ['an older attempt', started(2), started(1)],
    ['an older attempt that failed for good', started(2), attemptFailed(1, false)],
    ['less progress', progressed(2), progressed(1)],
    ['a start after its failure', attemptFailed(1), started(1)],
  ])('is not moved by %s', (_what, newer, older) => {
    const before = givenTask().when(newer).task;
    const after = givenTask().and(newer).when(older);
    expect(after.task).toEqual(before);
    expect(after.events).toEqual([]);
  });

  it.each([
    ['completed', completed(), failed()],
    ['failed', failed(), completed()],
    ['completed', completed(), started(2)],
    ['failed', failed(), attemptFailed(2)],
  ] as const)('stays %s within its run', (status, end, later) => {
    givenTask().and(end).when(later).becomes({ status });
  });

  it('takes the verdict of the queue on its run also where a higher attempt was heard of', () => {
    givenTask().and(started(2)).when(completed(1)).becomes({ status: 'completed' });
  });

  it('gives the events of a fact again when it was applied before: they may not have been published', () => {
    const once = givenTask().and(started()).when(completed());
    const twice = givenTask().and(started(), completed()).when(completed());
    expect(twice.task).toEqual(once.task);
    expect(twice.events).toEqual(['task.completed']);
    expect(givenTask().and(started(), completed()).when(started()).events).toEqual(['task.processing']);
  });
});

describe('runs of a task', () => {
  const ended = givenTask().and(started(), failed());

  it('begins the next at a replay, and is deaf to the old one', () => {
    ended
      .when((task, timing) => replayTask(task, timing))
      .becomes({ run: 2, status: 'pending', attempt: 0, attempts: 0, images: {} });
    ended
      .and((task, timing) => replayTask(task, timing))
      .when(failed(2, 1))
      .becomes({ run: 2, status: 'pending' });
  });

  it('does not replay twice for one and the same run, nor a task under way', () => {
    const replay = (run?: number) => (task: Parameters<typeof replayTask>[0], timing: typeof testTiming) =>
      replayTask(task, timing, run);
    ended.and(replay(1)).when(replay(1)).becomes({ run: 2 });
    ended.and(replay()).when(replay()).becomes({ run: 2 });
    ended.when(replay(2)).throws(/cannot replay run 2/);
  });

  it('regenerates a completed task', () => {
    givenTask()
      .and(completed())
      .when((task, timing) => replayTask(task, timing))
      .becomes({ run: 2, status: 'pending', settled: false });
  });

  it('refuses facts of a run that it has not reached', () => {
    givenTask()
      .when(started(1, 2))
      .throws(/cannot take a fact of run 2/);
  });

  it('can be cancelled until it has ended, and ignores what comes after', () => {
    const cancel = (task: Parameters<typeof cancelTask>[0], timing: typeof testTiming) => cancelTask(task, timing);
    givenTask().and(started(), cancel).when(completed()).becomes({ status: 'cancelled' });
    givenTask().and(cancel).when(cancel).becomes({ status: 'cancelled', version: 2 });
    givenTask()
      .and(completed())
      .when(cancel)
      .throws(/completed already/);
  });

  it('can be discarded when it is a dead letter only', () => {
    const discard = (task: Parameters<typeof discardTask>[0]) => discardTask(task, testTiming.now);
    ended.when(discard).becomes({ discarded: true, status: 'failed' });
    givenTask()
      .when(discard)
      .throws(/no dead letter/);
  });

  it('keeps a bounded history, and of progress only the last', () => {
    let task = givenTask().and(started()).when(progressed(1), progressed(2)).task;
    expect(task.history.map((entry) => entry.eventType)).toEqual(['task.created', 'task.processing', 'task.progress']);
    for (let run = 0; run < 100; run++) task = startNextRun(task, testTiming);
    expect(task.history).toHaveLength(64);
    expect(task.history.at(-1)).toMatchObject({ eventType: 'task.created', run: 101 });
  });
});
