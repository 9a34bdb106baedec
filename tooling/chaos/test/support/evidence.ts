import type { Promised } from '../../src/client/ledger.ts';
import type { TaskEvent, TaskState } from '../../src/client/task-state.ts';
import type { Evidence, FoundFile } from '../../src/judge/evidence.ts';
import type { Told } from '../../src/receiver/book.ts';

export const md5 = '0cc175b9c0f1b6a831c399e269772661';
export const key = `/output/photo-1/1024/${md5}.jpg`;

/** An event of a history; its attempt and version count on from the defaults. */
export function event(eventType: string, fields: Partial<TaskEvent> = {}): TaskEvent {
  return { eventType, run: 1, attempt: 1, version: 1, timestamp: 0, ...fields };
}

/** The usual life of a task: created, begun, one derivative stored, completed. */
export const usualLife: readonly TaskEvent[] = [
  event('task.created', { attempt: 0 }),
  event('task.processing', { version: 2 }),
  event('task.progress', { version: 3, done: 1 }),
  event('task.completed', { version: 4 }),
];

/** A completed and settled task of one derivative. */
export function task(fields: Partial<TaskState> = {}): TaskState {
  return {
    id: 'a',
    status: 'completed',
    settled: true,
    run: 1,
    version: 5,
    presets: ['1024'],
    images: [{ resolution: '1024', path: key, md5, size: 3 }],
    source: { path: 'photo-1.jpg' },
    events: usualLife,
    ...fields,
  };
}

/** What the client was promised of it. */
export const accepted: Extract<Promised, { readonly kind: 'accepted' }> = {
  kind: 'accepted',
  taskId: 'a',
  path: 'photo-1.jpg',
  key: 'k-1',
  at: 100,
  scenario: 'one',
};

/** What the receiver was told of it. */
export function told(fields: Partial<Told> = {}): Told {
  return { taskId: 'a', run: 1, status: 'completed', version: 4, outcome: `completed 1024=${md5}`, at: 900, ...fields };
}

/** Its derivative, whole. */
export function file(fields: Partial<FoundFile> = {}): FoundFile {
  return { key, size: 3, md5, isUnfinished: false, ...fields };
}

/** A run of one task in which nothing is wrong, with some of it doctored. */
export function evidence(doctored: Partial<Evidence> = {}): Evidence {
  return { promises: [accepted], tasks: [task()], told: [told()], found: [file()], swept: [file()], ...doctored };
}
