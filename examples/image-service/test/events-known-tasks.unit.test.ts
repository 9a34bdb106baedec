import type { Task } from '@safelight/core';
import { givenTask } from '@safelight/core/testing';
import { describe, expect, it } from 'vitest';
import { type AppliedEvent, KnownTasks } from '../src/events/known-tasks.ts';

const event = (taskId: string, version: number, eventId = `${taskId}.${version}`): AppliedEvent => ({
  taskId,
  version,
  timestamp: 0,
  eventType: 'task.processing',
  workerId: 'w',
  eventId,
});
const completed = (taskId: string, version: number): AppliedEvent => ({
  taskId,
  version,
  timestamp: 0,
  eventType: 'task.completed',
  images: [],
  processingTime: 1,
});
const taskOf = (id: string): Task => givenTask({ id }).when().task;

describe('what is known of tasks', () => {
  it('takes an event once, and none that is older than what was told', () => {
    const known = new KnownTasks(10);
    expect(known.hear(event('a', 2), 1)).toBe(true);
    expect(known.hear(event('a', 2), 1)).toBe(false);
    expect(known.hear(event('a', 2, 'another of that version'), 1)).toBe(true);
    expect(known.hear(event('a', 1), 1)).toBe(false);
    expect(known.hear(event('a', 3), 1)).toBe(true);
    expect(known.hear(event('a', 2, 'late'), 1)).toBe(false);
  });

  it('takes a state as all the events that made it', () => {
    const known = new KnownTasks(10);
    const { task } = givenTask({ id: 'a' }).when({
      type: 'started',
      taskId: 'a',
      run: 1,
      attempt: 1,
      at: 0,
      workerId: 'w',
    });
    expect(known.see(task, 1)).toBe(true);
    expect(known.see(task, 1)).toBe(false);
    expect(known.hear(event('a', 2, 'a.1.1.task.processing'), 1)).toBe(false);
    expect(known.hear(event('a', 3), 1)).toBe(true);
    expect(known.see(task, 1)).toBe(false);
  });

  it('has yet to tell of a task that was only met', () => {
    const known = new KnownTasks(10);
    known.meet(taskOf('a'), 1);
    expect(known.see(taskOf('a'), 1)).toBe(true);
    known.meet(taskOf('a'), 1);
    expect(known.see(taskOf('a'), 1)).toBe(false);
  });

  it('finds the longest silent of those that have not ended, as many as are asked for', () => {
    const known = new KnownTasks(10);
    known.hear(event('a', 2), 10);
    known.hear(event('b', 2), 20);
    known.hear(event('c', 2), 30);
    known.hear(event('d', 2), 40);
    known.hear(event('a', 3), 50);
    known.hear(completed('b', 3), 20);
    expect(known.silentSince(45, 10)).toEqual(['c', 'd']);
    expect(known.silentSince(45, 1)).toEqual(['c']);
    expect(known.silentSince(30, 10)).toEqual(['c']);
    known.forget('c');
    expect(known.silentSince(100, 10)).toEqual(['d', 'a']);
    known.clear();
    expect(known.silentSince(100, 10)).toEqual([]);
  });

  it('forgets the longest silent where there are too many', () => {
    const known = new KnownTasks(2);
    for (const [at, id] of ['a', 'b', 'c'].entries()) known.hear(event(id, 2), at);
    expect(known.silentSince(100, 10)).toEqual(['b', 'c']);
  });
});
