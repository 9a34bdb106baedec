import { canonicalJson } from './canonical.ts';
import { array, boolean, type Check, integer, number, object, oneOf, optional, string } from './check.ts';
import { InvalidInputError, messageOf } from './errors.ts';
import type { DomainEvent, EventType } from './event.ts';
import { taskIdCheck } from './id.ts';
import { type StoredImage, storedImageCheck } from './image.ts';
import { metadataCheck } from './job.ts';
import { sourceCheck } from './source.ts';

const eventTypes: readonly EventType[] = [
  'task.created',
  'task.processing',
  'task.progress',
  'task.completed',
  'task.failed',
  'task.retry',
  'task.cancelled',
];

const common = {
  taskId: taskIdCheck,
  timestamp: number(),
  eventId: optional(string({ min: 1 })),
  run: optional(integer({ min: 1 })),
  attempt: optional(integer({ min: 0 })),
  version: optional(integer({ min: 1 })),
  schemaVersion: optional(integer({ min: 1 })),
  metadata: optional(metadataCheck),
};

type Of<T extends EventType> = Extract<DomainEvent, { eventType: T }>;

const checks: { readonly [T in EventType]: Check<Of<T>> } = {
  'task.created': object<Of<'task.created'>>({
    ...common,
    eventType: oneOf('task.created'),
    source: sourceCheck,
    imagePath: optional(string()),
  }),
  'task.processing': object<Of<'task.processing'>>({
    ...common,
    eventType: oneOf('task.processing'),
    workerId: string(),
  }),
  'task.progress': object<Of<'task.progress'>>({
    ...common,
    eventType: oneOf('task.progress'),
    done: integer({ min: 0 }),
    total: integer({ min: 1 }),
  }),
  'task.completed': object<Of<'task.completed'>>({
    ...common,
    eventType: oneOf('task.completed'),
    images: array<StoredImage>(storedImageCheck),
    processingTime: number({ min: 0 }),
  }),
  'task.failed': object<Of<'task.failed'>>({
    ...common,
    eventType: oneOf('task.failed'),
    error: string(),
    code: string({ min: 1 }),
    attempts: integer({ min: 0 }),
    willRetry: boolean,
  }),
  'task.retry': object<Of<'task.retry'>>({
    ...common,
    eventType: oneOf('task.retry'),
    attempts: integer({ min: 0 }),
    delay: number({ min: 0 }),
    error: string(),
  }),
  'task.cancelled': object<Of<'task.cancelled'>>({ ...common, eventType: oneOf('task.cancelled') }),
};

const eventTypeCheck: Check<EventType> = oneOf(...eventTypes);

/** Checks an event as parsed from JSON. */
export const eventCheck: Check<DomainEvent> = (value, path, problems) => {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, 'eventType') : undefined;
  const type = eventTypeCheck(found, path === '' ? 'eventType' : `${path}.eventType`, problems);
  return type === undefined ? undefined : checks[type](value, path, problems);
};

/**
 * Reads an event from the wire; fields that it does not know are kept.
 *
 * @param message the JSON text
 * @throws {InvalidInputError} that lists every problem
 */
export function parseEvent(message: string): DomainEvent {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch (error) {
    throw new InvalidInputError('The event', [`it: is not JSON (${messageOf(error)})`]);
  }
  const problems: string[] = [];
  const event = eventCheck(value, '', problems);
  if (event === undefined) throw new InvalidInputError('The event', problems);
  return event;
}

/** Writes an event for the wire: JSON with sorted keys, so that equal events are equal texts. */
export function serialiseEvent(event: DomainEvent): string {
  return canonicalJson(event);
}
