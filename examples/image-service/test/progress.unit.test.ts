import { describe, expect, it } from 'vitest';
import { Progress } from '../src/demo/progress.ts';
import { eventOf, failed, processing, progressed } from './support/events.ts';

const completed = (taskId: string) => eventOf(taskId, { eventType: 'task.completed', images: [], processingTime: 5 });

function progressAfter(...events: Parameters<Progress['hear']>[0][]): Progress {
  const progress = new Progress(2, 2);
  for (const event of events) progress.hear(event);
  return progress;
}

describe('Progress', () => {
  it('counts derivatives of all images', () => {
    expect(progressAfter().fraction).toBe(0);
    expect(progressAfter(processing('a'), progressed('a', 1)).fraction).toBe(0.25);
    expect(progressAfter(progressed('a', 1), progressed('a', 2), progressed('b', 1)).fraction).toBe(0.75);
    expect(progressAfter(completed('a'), completed('b')).fraction).toBe(1);
  });

  it('reaches the end with failed and cancelled images too', () => {
    expect(progressAfter(failed('a', false), eventOf('b', { eventType: 'task.cancelled' })).fraction).toBe(1);
  });

  it('begins an image again with its next attempt, and does not take a failure before it for the end', () => {
    const retry = eventOf('a', { eventType: 'task.retry', attempts: 1, delay: 9, error: 'Full.' });
    const events = [processing('a'), progressed('a', 1), failed('a', true), retry];
    expect(progressAfter(...events).fraction).toBe(0.25);
    expect(progressAfter(...events, processing('a')).fraction).toBe(0);
    expect(progressAfter(...events).bar(0, 80)).toContain('0 of 2 images');
  });

  it('draws a bar that is full only at the end, no longer than the place', () => {
    const half = progressAfter(completed('a'));
    expect(half.bar(814, 80)).toBe('[############------------]  50%  1 of 2 images, 0.81 s');
    expect(progressAfter(completed('a'), completed('b')).bar(1_000, 80)).toContain('[########################] 100%');
    expect(half.bar(814, 10)).toBe('[#########');
    expect(half.bar(814, -1)).toBe('');
  });
});
