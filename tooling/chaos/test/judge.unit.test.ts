import { expect, it } from 'vitest';
import type { Evidence } from '../src/judge/evidence.ts';
import { judge } from '../src/judge/judge.ts';
import { accepted, event, evidence, file, key, md5, task, told, usualLife } from './support/evidence.ts';

/** Each harm, as kind and sentence. */
function harmsOf(doctored: Partial<Evidence>): readonly string[] {
  return judge(evidence(doctored)).map(({ kind, what }) => `${kind}: ${what}`);
}

it('finds nothing where every promise was kept', () => {
  expect(judge(evidence())).toEqual([]);
});

it('finds nothing in a life with retries, a lost run, a replay and a cancel', () => {
  const events = [
    event('task.created', { attempt: 0 }),
    event('task.processing', { version: 2 }),
    event('task.failed', { version: 3, willRetry: true }),
    event('task.retry', { version: 3 }),
    event('task.processing', { version: 4, attempt: 2 }),
    // Run 1 was lost, and followed by the next.
    event('task.created', { run: 2, attempt: 0, version: 6 }),
    event('task.processing', { run: 2, version: 7 }),
    // Its first attempt's worker was only slow: the queue's verdict holds.
    event('task.processing', { run: 2, attempt: 2, version: 8 }),
    event('task.failed', { run: 2, attempt: 1, version: 9, willRetry: false }),
    event('task.created', { run: 3, attempt: 0, version: 11 }),
    event('task.cancelled', { run: 3, attempt: 0, version: 12 }),
  ];
  const doctored = {
    tasks: [task({ status: 'cancelled', run: 3, version: 13, images: [], events })],
    promises: [
      accepted,
      { kind: 'replayed', taskId: 'a', run: 3, at: 1, scenario: 'one' },
      { kind: 'cancelled', taskId: 'a', run: 3, at: 2, scenario: 'one' },
    ],
    told: [
      told({ run: 2, status: 'failed', version: 9, outcome: 'failed CORRUPT_IMAGE' }),
      told({ run: 2, status: 'failed', version: 9, outcome: 'failed CORRUPT_IMAGE' }),
      told({ run: 3, status: 'cancelled', version: 12, outcome: 'cancelled' }),
    ],
    found: [file()],
    swept: [],
  } as const;
  expect(harmsOf(doctored)).toEqual([]);
});

it('knows only the end of a long history', () => {
  const events = Array.from({ length: 63 }, (_, index) =>
    event('task.processing', { attempt: index + 2, version: index + 2 }),
  );
  const whole = [...events, event('task.completed', { attempt: 65, version: 65 })];
  expect(harmsOf({ tasks: [task({ events: whole, version: 66 })], told: [told({ version: 65 })] })).toEqual([]);
});

it.each<[string, Partial<Evidence>, string]>([
  ['an accepted task that is gone', { tasks: [], swept: [] }, 'lost: was accepted, and the API knows no such task'],
  [
    'a replay that left no trace',
    { promises: [accepted, { kind: 'replayed', taskId: 'a', run: 2, at: 1, scenario: 'one' }] },
    'lost: run 2 was promised, and the task is at run 1',
  ],
  [
    'a cancel that was undone',
    { promises: [accepted, { kind: 'cancelled', taskId: 'a', run: 1, at: 1, scenario: 'one' }] },
    'lost: run 1 was cancelled, and the task is completed',
  ],
  [
    'an end that was acknowledged and never told',
    { told: [] },
    'lost: the webhook acknowledged the end of run 1 (completed), and its receiver never heard of it',
  ],
  [
    'a submission that was stored twice under one key',
    {
      promises: [accepted, { ...accepted, taskId: 'b' }],
      tasks: [task(), task({ id: 'b' })],
      told: [told(), told({ taskId: 'b' })],
    },
    'doubled: its key k-1 is also that of a',
  ],
  [
    'a task that nobody was promised',
    { tasks: [task(), task({ id: 'b' })], told: [told(), told({ taskId: 'b' })] },
    'doubled: nobody was promised this task for photo-1.jpg',
  ],
  [
    'two different ends of one run',
    { told: [told({ status: 'failed', outcome: 'failed WORKER_LOST' }), told()] },
    `doubled: run 1 was told to end as failed WORKER_LOST, and as completed 1024=${md5}`,
  ],
  [
    'another end than the task has',
    { told: [told({ status: 'failed', outcome: 'failed WORKER_LOST' })] },
    'doubled: run 1 was told to end as failed, and the task is completed',
  ],
  [
    'an attempt that went back',
    {
      tasks: [
        task({
          version: 9,
          events: [
            event('task.created', { attempt: 0 }),
            event('task.processing', { version: 2, attempt: 2 }),
            event('task.progress', { version: 3, attempt: 1, done: 1 }),
            event('task.completed', { version: 4, attempt: 2 }),
          ],
        }),
      ],
    },
    'illegal: task.progress (run 1, attempt 1, version 3) came after task.processing (run 1, attempt 2, version 2)',
  ],
  [
    'a life after the end',
    {
      tasks: [
        task({
          events: [
            ...usualLife.slice(0, 1),
            event('task.completed', { version: 2 }),
            event('task.completed', { version: 3, attempt: 2 }),
          ],
        }),
      ],
    },
    'illegal: task.completed (run 1, attempt 2, version 3) came after task.completed (run 1, attempt 1, version 2)',
  ],
  [
    'a run that was skipped',
    {
      tasks: [
        task({
          run: 3,
          events: [
            ...usualLife,
            event('task.created', { run: 3, attempt: 0, version: 6 }),
            event('task.completed', { run: 3, version: 7 }),
          ],
          version: 8,
        }),
      ],
      told: [told({ run: 3 })],
    },
    'illegal: task.created (run 3, attempt 0, version 6) came after task.completed (run 1, attempt 1, version 4)',
  ],
  [
    'a version that went back in the history',
    { tasks: [task({ events: [...usualLife.slice(0, 3), event('task.completed', { version: 2 })] })] },
    'illegal: task.completed (run 1, attempt 1, version 2) came after task.progress (run 1, attempt 1, version 3)',
  ],
  [
    'a version that is older than what was told',
    { told: [told({ version: 7 })] },
    'illegal: is at run 1, version 5, after run 1, version 7 was told',
  ],
  [
    'a version that is older than the history',
    { tasks: [task({ version: 3 })], told: [told({ version: 3 })] },
    'illegal: is at version 3, and its history at 4',
  ],
  [
    'a history without its beginning',
    { tasks: [task({ events: usualLife.slice(1) })] },
    'illegal: begins with task.processing (run 1, attempt 1, version 2)',
  ],
  [
    'a history that ends otherwise than the task',
    { tasks: [task({ events: usualLife.slice(0, 3) })] },
    'illegal: is completed, and its history ends with task.progress (run 1, attempt 1, version 3)',
  ],
  [
    'a history of another run',
    { tasks: [task({ run: 2 })], told: [told({ run: 2 })] },
    'illegal: is at run 2, and its history ends with task.completed (run 1, attempt 1, version 4)',
  ],
  ['a derivative that is missing', { found: [], swept: [file()] }, `partial: ${key} is not there as told`],
  ['a derivative that the sweep removed', { swept: [] }, `partial: ${key} is not there after the sweep as told`],
  ['a derivative of another size', { found: [file({ size: 2 })] }, `partial: ${key} is not there as told`],
  [
    'a completed task without one of its derivatives',
    { tasks: [task({ presets: ['1024', '800'] })] },
    'partial: completed with [1024] of the presets [1024,800]',
  ],
  [
    'an unfinished file that the sweep left',
    { swept: [file(), file({ key: '/output/.tmp/x.part', isUnfinished: true })] },
    'orphan: /output/.tmp/x.part is unfinished, and the sweep left it',
  ],
])('finds %s', (_what, doctored, sentence) => {
  expect(harmsOf(doctored)).toContain(sentence);
});

it('finds a fact that was applied twice', () => {
  const events = [
    ...usualLife.slice(0, 3),
    event('task.progress', { version: 4, done: 1 }),
    event('task.completed', { version: 5 }),
  ];
  expect(harmsOf({ tasks: [task({ events })] })).toContain(
    'doubled: task.progress of run 1, attempt 1 (1) was applied 2 times',
  );
});

it('finds what is stuck: work that has not ended, and a webhook that did not acknowledge', () => {
  const open = task({ status: 'processing', settled: false, images: [], events: usualLife.slice(0, 2) });
  expect(harmsOf({ tasks: [open], told: [], swept: [] })).toEqual(['stuck: is still processing (run 1)']);
  expect(harmsOf({ tasks: [task({ settled: false })] })).toEqual([
    'stuck: is completed, and its webhook did not acknowledge (run 1)',
  ]);
});

it('finds a file whose content is not what its name says', () => {
  const broken = file({ md5: 'd41d8cd98f00b204e9800998ecf8427e' });
  expect(harmsOf({ found: [broken] })).toEqual([
    `partial: ${key} is not named by its MD5`,
    `partial: ${key} is not there as told`,
  ]);
});

it('finds a file of no task, once the sweep has left it', () => {
  const other = file({ key: `/output/photo-2/1024/${md5}.jpg` });
  expect(harmsOf({ found: [file(), other] })).toEqual([]);
  expect(harmsOf({ found: [file(), other], swept: [file(), other] })).toEqual([
    `orphan: /output/photo-2/1024/${md5}.jpg belongs to no task, and the sweep left it`,
  ]);
});

it('finds a cancelled task that nobody cancelled', () => {
  const events = [event('task.created', { attempt: 0 }), event('task.cancelled', { attempt: 0, version: 2 })];
  const cancelled = task({ status: 'cancelled', images: [], events });
  const doctored = { tasks: [cancelled], told: [told({ status: 'cancelled', outcome: 'cancelled' })], swept: [] };
  expect(harmsOf(doctored)).toEqual(['illegal: is cancelled, and nobody asked for it']);
});
