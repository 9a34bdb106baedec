import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyFact,
  type Fact,
  isInvalidTransitionError,
  isTerminal,
  type Task,
  taskStatuses,
  transitions,
} from '../../src/index.ts';
import { givenTask, testTiming } from '../../src/testing/index.ts';
import { attemptFailed, completed, failed, progressed, started } from './facts.ts';

/** What the queue tells of a run that ends after some failed attempts, in its order. */
function storyOf(failures: number, ending: 'completed' | 'failed'): readonly Fact[] {
  const attempts = Array.from({ length: failures }, (_, index) => [
    started(index + 1),
    progressed(1, index + 1),
    attemptFailed(index + 1),
  ]);
  const last = failures + 1;
  const end =
    ending === 'completed'
      ? [started(last), progressed(1, last), progressed(2, last), completed(last)]
      : [started(last), attemptFailed(last, false), failed(last)];
  return [...attempts.flat(), ...end];
}

const story = fc
  .tuple(fc.nat({ max: 3 }), fc.constantFrom('completed' as const, 'failed' as const))
  .map(([failures, ending]) => storyOf(failures, ending));

/** The same facts in any order, some doubled, some lost. */
const disturbed = story.chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    heard: fc.array(fc.constantFrom(...facts), { maxLength: facts.length * 2 }),
  }),
);

function after(facts: readonly Fact[], task: Task = givenTask().when().task): Task {
  return facts.reduce((now, fact) => applyFact(now, fact, testTiming).task, task);
}

/** What a user sees of the end of a task. */
function outcome({ status, run, images, failure, attempts, settled, processingTime }: Task): object {
  return {
    status,
    run,
    images,
    failure: status === 'failed' ? failure : undefined,
    attempts: status === 'failed' ? attempts : undefined,
    settled,
    processingTime,
  };
}

describe('a task under any order, doubling or loss of its facts', () => {
  it('ends as in the plain order once the loss is repaired', () => {
    fc.assert(
      fc.property(disturbed, ({ facts, heard }) => {
        const verdict = facts.at(-1);
        // Repair is the queue's verdict, applied again: what the relay redelivers and the reconciler finds.
        expect(outcome(after([...heard, ...(verdict ? [verdict] : [])]))).toEqual(outcome(after(facts)));
      }),
      { numRuns: 500 },
    );
  });

  it('moves only along the transition table, never back from an end, and its version only grows', () => {
    fc.assert(
      fc.property(disturbed, ({ heard }) => {
        let task = givenTask().when().task;
        for (const fact of heard) {
          const next = applyFact(task, fact, testTiming).task;
          const allowed = Object.values(transitions).flatMap((row) =>
            row[task.status] === undefined ? [] : [row[task.status]],
          );
          if (next !== task) expect(allowed).toContain(next.status);
          if (isTerminal(task.status)) expect(next).toBe(task);
          expect(next.version).toBe(next === task ? task.version : task.version + 1);
          task = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing when everything is heard again', () => {
    fc.assert(
      fc.property(disturbed, ({ heard }) => {
        const once = after(heard);
        expect(after(heard, once)).toEqual(once);
      }),
    );
  });

  it('refuses every fact of a later run, whatever its state', () => {
    fc.assert(
      fc.property(disturbed, fc.integer({ min: 2, max: 9 }), ({ heard }, run) => {
        const task = after(heard);
        for (const fact of [started(1, run), completed(1, run), failed(1, run)]) {
          try {
            applyFact(task, fact, testTiming);
            expect.unreachable();
          } catch (error) {
            expect(isInvalidTransitionError(error)).toBe(true);
          }
        }
      }),
    );
  });
});

describe('the transition table', () => {
  it('lets no fact leave an ended state', () => {
    const facts = [
      'started',
      'progressed',
      'retrying',
      'last-attempt-failed',
      'completed',
      'failed',
      'cancel',
    ] as const;
    for (const trigger of facts)
      for (const status of taskStatuses.filter(isTerminal)) expect(transitions[trigger][status]).toBeUndefined();
  });
});
