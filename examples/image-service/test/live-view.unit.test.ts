import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveView } from '../src/demo/live-view.ts';
import { Progress } from '../src/demo/progress.ts';
import type { Screen } from '../src/demo/screen.ts';
import { eventOf, failed, processing, progressed } from './support/events.ts';
import { pipe, terminal } from './support/recorded-screen.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function viewOn(screen: Screen): LiveView {
  return new LiveView(screen, new Progress(1, 2), 6, () => Date.now());
}

describe('LiveView', () => {
  it('tells each event on a line of its own, with all that it says', () => {
    const { screen, stream } = pipe();
    const view = viewOn(screen);
    const { metadata: _, ...foreign } = eventOf('b-1', { eventType: 'task.cancelled' });
    view.start();
    const events = [
      eventOf('a', { eventType: 'task.created', source: { kind: 'path', path: '/a.jpg' } }),
      processing('a'),
      progressed('a', 1),
      failed('a', true),
      eventOf('a', { eventType: 'task.retry', attempts: 1, delay: 1_000, error: 'Full.' }),
      failed('a', false),
      eventOf('a', { eventType: 'task.completed', images: [], processingTime: 1_119 }),
      foreign,
    ];
    for (const event of events) {
      vi.advanceTimersByTime(10);
      view.hear(event);
    }
    view.stop();
    expect(stream.written.split('\n')).toEqual([
      '  0.01 s  a.jpg   task.created     accepted',
      '  0.02 s  a.jpg   task.processing  taken by w, attempt 1',
      '  0.03 s  a.jpg   task.progress    1 of 2 derivatives',
      '  0.04 s  a.jpg   task.failed      CORRUPT_IMAGE: Cut. It will be tried again.',
      '  0.05 s  a.jpg   task.retry       again in 1,000 ms',
      '  0.06 s  a.jpg   task.failed      CORRUPT_IMAGE: Cut.',
      '  0.07 s  a.jpg   task.completed   0 derivatives in 1,119 ms',
      '  0.08 s  b-1     task.cancelled   no longer wanted',
      '',
    ]);
  });

  it('keeps a bar below the lines of a terminal, whose clock goes on while nothing is heard', () => {
    const { screen, stream } = terminal();
    const view = viewOn(screen);
    view.start();
    view.hear(progressed('a', 1));
    expect(stream.shown.at(-1)).toBe('[############------------]  50%  0 of 1 image, 0.00 s');
    vi.advanceTimersByTime(3_000);
    expect(stream.shown.at(-1)).toBe('[############------------]  50%  0 of 1 image, 3.00 s');
    view.stop();
    expect(stream.shown).toEqual(['  0.00 s  a.jpg   task.progress    1 of 2 derivatives', '']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells what is no event among them, and the same at most once a second', () => {
    const { screen, stream } = terminal();
    const view = viewOn(screen);
    view.start();
    vi.advanceTimersByTime(40);
    view.notice('Redis is away.\x07');
    vi.advanceTimersByTime(999);
    view.notice('Redis is away.\x07');
    vi.advanceTimersByTime(1);
    view.notice('Redis is away.\x07');
    expect(stream.shown).toEqual([
      '  0.04 s  Redis is away.\\u{7}',
      '  1.04 s  Redis is away.\\u{7}',
      '[------------------------]   0%  0 of 1 image, 1.04 s',
    ]);
    view.stop();
  });

  it('keeps the bar one column short of a narrow terminal', () => {
    const { screen, stream } = terminal({ columns: 12 });
    const view = viewOn(screen);
    view.start();
    expect(stream.shown.at(-1)).toHaveLength(11);
    view.stop();
  });

  it('does not let a name or a reason give orders to the terminal', () => {
    const { screen, stream } = pipe();
    const event = failed('a', false);
    viewOn(screen).hear({ ...event, metadata: { name: 'x\x1b[2J' } });
    expect(stream.written).toContain('x\\u{1b}[2J');
  });
});
