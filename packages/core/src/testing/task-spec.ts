import { canonicalJson } from '../domain/canonical.ts';
import { messageOf } from '../domain/errors.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { Fact } from '../domain/fact.ts';
import { definePresets } from '../domain/preset.ts';
import { defaultRetryPolicy } from '../domain/retry-policy.ts';
import { createTask, type NewTask, type Task, type Timing } from '../domain/task.ts';
import { applyFact } from '../domain/task-facts.ts';

/** A change to a task: a fact, or what a command of the domain does. */
export type TaskChange = Fact | ((task: Task, timing: Timing) => Task);

/** What a {@link TaskSpec} ends in. */
export interface TaskOutcome {
  /** The task as it became. @throws when the change threw */
  readonly task: Task;
  /** The types of the events of the last change, in order. */
  readonly events: readonly DomainEvent['eventType'][];
  /** Fails unless the task has these fields, compared as JSON. */
  becomes(expected: Partial<Task>): TaskOutcome;
  /** Fails unless the last change threw an error whose message matches. */
  throws(message: RegExp): void;
}

/** Given a task, when facts and commands come, then it is so: for tests of state without any engine. */
export interface TaskSpec {
  /** More of what happened before. */
  and(...changes: readonly TaskChange[]): TaskSpec;
  /** What the test is about. */
  when(...changes: readonly TaskChange[]): TaskOutcome;
}

/** Now, and the default bounds, for tests of the domain. */
export const testTiming: Timing = { now: 1_767_225_600_000, checkAfter: 30_000, settleAfter: 35_000 };

/**
 * A pending task to begin with: id `task-1`, the source `a.jpg`, presets `1024` and `800`.
 *
 * @param given what is different
 */
export function givenTask(given: Partial<NewTask> = {}): TaskSpec {
  const task = createTask(
    {
      id: 'task-1',
      source: { kind: 'path', path: 'a.jpg' },
      presets: definePresets({ '1024': { width: 1024 }, '800': { width: 800 } }).all,
      queue: 'default',
      priority: 0,
      retry: defaultRetryPolicy,
      metadata: {},
      context: {},
      fingerprint: 'none',
      handlers: [],
      ...given,
    },
    testTiming,
  );
  return specOf(task);
}

function specOf(task: Task): TaskSpec {
  return {
    and: (...changes) => specOf(changes.reduce((now, change) => apply(now, change).task, task)),
    when: (...changes) => attempt(task, changes),
  };
}

function apply(task: Task, change: TaskChange): { readonly task: Task; readonly events: readonly DomainEvent[] } {
  if (typeof change !== 'function') return applyFact(task, change, testTiming);
  return { task: change(task, testTiming), events: [] };
}

function attempt(given: Task, changes: readonly TaskChange[]): TaskOutcome {
  try {
    let result: ReturnType<typeof apply> = { task: given, events: [] };
    for (const change of changes) result = apply(result.task, change);
    return succeeded(
      result.task,
      result.events.map((event) => event.eventType),
    );
  } catch (error) {
    return threw(error);
  }
}

function succeeded(task: Task, events: readonly DomainEvent['eventType'][]): TaskOutcome {
  const outcome: TaskOutcome = {
    task,
    events,
    becomes(expected) {
      for (const [key, value] of Object.entries(expected)) {
        const actual = canonicalJson(Reflect.get(task, key));
        if (actual !== canonicalJson(value))
          throw new Error(`Expected ${key} to be ${canonicalJson(value)}, it is ${actual}.`);
      }
      return outcome;
    },
    throws(message) {
      throw new Error(`Expected an error like ${message}; the task became ${task.status}.`);
    },
  };
  return outcome;
}

function threw(error: unknown): TaskOutcome {
  const fail = (): never => {
    throw error;
  };
  return {
    get task(): Task {
      return fail();
    },
    get events(): readonly DomainEvent['eventType'][] {
      return fail();
    },
    becomes: fail,
    throws(message) {
      if (!message.test(messageOf(error)))
        throw new Error(`Expected an error like ${message}, got: ${messageOf(error)}`);
    },
  };
}
