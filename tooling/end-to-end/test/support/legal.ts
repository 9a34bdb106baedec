import type { WireEvent } from './ear.ts';

/** The order of what one attempt may tell. */
const ranks: Readonly<Record<string, number>> = {
  'task.created': 0,
  'task.processing': 1,
  'task.progress': 2,
  'task.failed': 3,
  'task.retry': 4,
  'task.completed': 5,
};

/** What is not legal about the events of one task, in the order in which they were heard; nothing if they are. */
export function problemsOf(events: readonly WireEvent[]): readonly string[] {
  const last = events.at(-1);
  const ends = last?.eventType === 'task.completed' || (last?.eventType === 'task.failed' && last.willRetry === false);
  return [
    ...(events[0]?.eventType === 'task.created' ? [] : [`begins with ${events[0]?.eventType}`]),
    ...(ends ? [] : [`ends with ${last?.eventType}`]),
    ...events.flatMap((event, index) => {
      const before = events[index - 1];
      if (before === undefined || isBefore(placeOf(before), placeOf(event))) return [];
      return [`${event.eventId} (version ${event.version}) came after ${before.eventId} (version ${before.version})`];
    }),
  ];
}

/** Run, attempt, rank, progress, version: an event that follows has a greater place, and no smaller version. */
function placeOf(event: WireEvent): readonly number[] {
  const done = event.eventType === 'task.progress' ? event.done : 0;
  return [event.run, event.attempt, ranks[String(event.eventType)], done, event.version].map(Number);
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const [versionA = Number.NaN, versionB = Number.NaN] = [a.at(-1), b.at(-1)];
  const place = a.slice(0, -1).findIndex((value, index) => value !== b[index]);
  return versionA <= versionB && place >= 0 && Number(a[place]) < Number(b[place]);
}
