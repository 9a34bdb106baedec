import { describe, expect, it } from 'vitest';
import type { TaskView } from '../src/page/api/wire.ts';
import { applyEvent } from '../src/page/state/task-event.ts';
import { lifeOfATask } from './support/task-life.ts';

/** What events tell: neither the addresses of derivatives, nor what no event is made of. */
function told({ status, run, attempt, attempts, version, progress, failure, workerId, events }: TaskView) {
  return { status, run, attempt, attempts, version, progress, failure, workerId, events };
}

describe('a task that is followed by its events', () => {
  it('becomes at each step what the service would answer', () => {
    const [born, ...then] = lifeOfATask();
    let task: TaskView = born.view;
    for (const { events, view } of then.filter((step) => step.events.length > 0)) {
      for (const event of events) task = applyEvent(task, event).task;
      expect(told(task)).toEqual(told(view));
    }
    expect(task.status).toBe('completed');
    expect(task.processingTime).toBe(640);
  });

  it('is asked for where something was missed, and at the end of a run', () => {
    const [born, ...then] = lifeOfATask();
    let task: TaskView = born.view;
    const asked: string[] = [];
    for (const event of then.flatMap(({ events }) => events)) {
      const after = applyEvent(task, event);
      task = after.task;
      if (after.stale) asked.push(`${event.eventType} ${event.run}`);
    }
    expect(asked).toEqual(['task.failed 1', 'task.completed 2']);
  });

  it('is not changed by events that come again, or late', () => {
    const steps = lifeOfATask();
    const last = steps[steps.length - 1]?.view ?? steps[0].view;
    for (const event of steps.flatMap(({ events }) => events)) {
      expect(applyEvent(last, event)).toEqual({ task: last, stale: false });
    }
  });

  it('is asked for after an event that says of no version that it was applied', () => {
    const [born, started] = lifeOfATask();
    const [event] = started?.events ?? [];
    if (event === undefined) throw new Error('The life has no second step.');
    const { version: _version, ...foreign } = event;
    expect(applyEvent(born.view, foreign)).toEqual({ task: born.view, stale: true });
  });
});
