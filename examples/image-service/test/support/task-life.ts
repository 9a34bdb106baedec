import { type Fact, newestEvents, replayTask, type StoredImage, type Task } from '@safelight/core';
import { givenTask, type TaskChange } from '@safelight/core/testing';
import { taskView } from '../../src/http/schemas/task-view.ts';
import type { DomainEvent, TaskView } from '../../src/page/api/wire.ts';

/** One step of a task's life: what the service tells of it, and what it would answer if it were asked. */
export interface Step {
  readonly events: readonly DomainEvent[];
  readonly view: TaskView;
}

const image: StoredImage = {
  resolution: '1024',
  path: '/output/a/1024/0cc175b9c0f1b6a831c399e269772661.jpg',
  md5: '0cc175b9c0f1b6a831c399e269772661',
  size: 72_497,
  width: 1024,
  height: 576,
  format: 'jpeg',
};
const at = 1_767_225_601_000;
const of = (run: number, attempt: number) => ({ taskId: 'task-1', run, attempt, at });
const broken = { code: 'PROCESSING_FAILED', error: 'The disk is full. Make room.' };

const changes: readonly TaskChange[] = [
  { ...of(1, 1), type: 'started', workerId: 'worker-1' },
  { ...of(1, 1), type: 'progressed', done: 1, total: 2 },
  { ...of(1, 1), type: 'attempt-failed', ...broken, attempts: 1, willRetry: true, delay: 1_000 },
  { ...of(1, 2), type: 'started', workerId: 'worker-2' },
  // The last attempt's own word changes the task, and is told by no event.
  { ...of(1, 2), type: 'attempt-failed', ...broken, attempts: 2, willRetry: false, delay: 0 },
  { ...of(1, 2), type: 'failed', ...broken, attempts: 2 },
  (task, timing) => replayTask(task, timing),
  { ...of(2, 1), type: 'started', workerId: 'worker-1' },
  { ...of(2, 1), type: 'progressed', done: 1, total: 2 },
  { ...of(2, 1), type: 'progressed', done: 2, total: 2 },
  { ...of(2, 1), type: 'completed', images: [image, { ...image, resolution: '800', width: 800 }], processingTime: 640 },
] satisfies readonly (Fact | TaskChange)[];

/** A whole life by core's own hands: an attempt that is retried, a failure, a replay that completes. */
export function lifeOfATask(): readonly [born: Step, ...then: Step[]] {
  const born = givenTask().when().task;
  let spec = givenTask();
  const then = changes.map((change) => {
    const { task } = spec.when(change);
    spec = spec.and(change);
    return stepOf(task);
  });
  return [stepOf(born), ...then];
}

function stepOf(task: Task): Step {
  return { events: newestEvents(task), view: taskView(task, '/output') };
}
