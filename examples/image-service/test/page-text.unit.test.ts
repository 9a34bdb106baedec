import { describe, expect, it } from 'vitest';
import { problemError } from '../src/page/api/problem.ts';
import { eventText } from '../src/page/text/event-text.ts';
import { newsText } from '../src/page/text/news.ts';
import { bytes, limit, saved, span } from '../src/page/text/numbers.ts';
import { progressText, taskFacts, taskName } from '../src/page/text/task-text.ts';
import { lifeOfATask } from './support/task-life.ts';

describe('numbers', () => {
  it('are as long as they are worth', () => {
    expect([0, 1, 999, 1_485, 72_497, 999_999, 1_485_159, 20_971_520].map(bytes)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1.5 kB',
      '72.5 kB',
      '1 MB',
      '1.5 MB',
      '21 MB',
    ]);
    expect([640, 1_119, 2_000, 60_000, 125_400].map(span)).toEqual(['640 ms', '1.1 s', '2 s', '1 min', '2 min 5 s']);
  });

  it('promise no more than is allowed', () => {
    expect([20_971_520, 900, 1_999_999].map(limit)).toEqual(['20 MB', '900 bytes', '1 MB']);
  });

  it('say what is saved, where something is', () => {
    expect(saved(72_497, 1_485_159)).toBe('1.4 MB (95%)');
    expect(saved(2_000, 1_000)).toBeUndefined();
  });
});

describe('words', () => {
  it('tell the life of a task', () => {
    expect(lifeOfATask().flatMap(({ events }) => events.map(eventText))).toEqual([
      'Accepted, and waiting for a worker',
      'Taken by worker-1',
      '1 of 2 derivatives made',
      'Attempt 1 failed. The derivatives could not be made or stored.',
      'Waits 1 s before the next attempt',
      'Taken by worker-2, attempt 2',
      'Failed. The derivatives could not be made or stored.',
      'Replayed: run 2 waits for a worker',
      'Taken by worker-1',
      '1 of 2 derivatives made',
      '2 of 2 derivatives made',
      'Completed: 2 derivatives in 640 ms',
    ]);
  });

  it('name a task by its upload, else by its source', () => {
    const [{ view }] = lifeOfATask();
    expect(taskName(view)).toBe('a.jpg');
    const metadata = { upload: { name: 'My photo.jpg', size: 1_485_159, format: 'jpeg' } };
    expect(taskName({ ...view, metadata })).toBe('My photo.jpg');
    expect(taskFacts({ ...view, metadata }, view.createdAt)).toMatch(/^JPEG · 1\.5 MB · \d\d:\d\d$/);
    expect(taskName({ ...view, metadata: { upload: 'nonsense' } })).toBe('a.jpg');
  });

  it('say how far a task is', () => {
    const steps = lifeOfATask().map(({ view }) => progressText(view));
    expect(steps.slice(0, 4)).toEqual([
      'Waits for a worker',
      '0 of 2 derivatives',
      '1 of 2 derivatives',
      'Waits for its next attempt',
    ]);
  });

  it('are few where many tasks end together', () => {
    const steps = lifeOfATask().map(({ view }) => view);
    const completed = steps.filter(({ status }) => status === 'completed');
    const failed = steps.filter(({ status }) => status === 'failed');
    expect(newsText(failed)).toBe('a.jpg: failed. The derivatives could not be made or stored.');
    expect(newsText([...completed, ...completed, ...failed])).toBe('2 photos completed, 1 photo failed.');
  });
});

describe('a refused request', () => {
  it('is told in the words of its problem', () => {
    const body = JSON.stringify({
      title: 'No',
      code: 'UNKNOWN_PRESET',
      detail: 'Ask for 800.',
      problems: ['a: b', 'c: d'],
    });
    const { problem, retryAfter } = problemError(429, body, '7');
    expect(problem).toMatchObject({
      status: 429,
      code: 'UNKNOWN_PRESET',
      detail: 'Ask for 800.',
      problems: ['a: b', 'c: d'],
    });
    expect(retryAfter).toBe(7_000);
  });

  it('is told by its status where a proxy answered', () => {
    const { problem, retryAfter } = problemError(502, '<html>Bad gateway</html>', null);
    expect(problem).toMatchObject({ code: 'HTTP_502', detail: 'The service answered 502.' });
    expect(retryAfter).toBeUndefined();
  });
});
