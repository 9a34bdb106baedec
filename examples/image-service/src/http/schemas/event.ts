import type { DomainEvent, Source, StoredImage } from '@safelight/core';
import { z } from 'zod';

/** An event as its task remembers it: the task's own metadata, which it has on the wire besides, stands on the task. */
export type RememberedEvent = WithoutMetadata<DomainEvent>;

type WithoutMetadata<Event> = Event extends unknown ? Omit<Event, 'metadata'> : never;

// Loose objects: an event keeps the fields that another release gave it.

const source: z.ZodType<Source> = z.looseObject({ kind: z.literal('path'), path: z.string() });
const image: z.ZodType<StoredImage> = z.looseObject({
  resolution: z.string(),
  path: z.string(),
  md5: z.string(),
  size: z.int(),
  width: z.int(),
  height: z.int(),
  format: z.enum(['jpeg', 'png', 'webp', 'avif']),
});

const common = {
  taskId: z.string(),
  timestamp: z.number().meta({ description: "Milliseconds since the epoch by the queue's clock; no order." }),
  eventId: z.string().meta({ description: 'The same however often the event is told.' }).exactOptional(),
  run: z.int().exactOptional(),
  attempt: z.int().meta({ description: '0 for what no attempt did.' }).exactOptional(),
  version: z.int().meta({ description: 'Of the task once it had happened.' }).exactOptional(),
  schemaVersion: z.int().exactOptional(),
};
const attempts = z.int().meta({ description: 'Failed attempts of the run so far.' });

/** {@link RememberedEvent} for the document. */
export const rememberedEventSchema: z.ZodType<RememberedEvent> = z
  .discriminatedUnion('eventType', [
    z.looseObject({ ...common, eventType: z.literal('task.created'), source, imagePath: z.string().exactOptional() }),
    z.looseObject({ ...common, eventType: z.literal('task.processing'), workerId: z.string() }),
    z.looseObject({ ...common, eventType: z.literal('task.progress'), done: z.int(), total: z.int() }),
    z.looseObject({
      ...common,
      eventType: z.literal('task.completed'),
      images: z.array(image),
      processingTime: z.number().meta({ description: 'Milliseconds.' }),
    }),
    z.looseObject({
      ...common,
      eventType: z.literal('task.failed'),
      error: z.string(),
      code: z.string(),
      attempts,
      willRetry: z.boolean().meta({ description: 'The task has failed for good only where this is false.' }),
    }),
    z.looseObject({
      ...common,
      eventType: z.literal('task.retry'),
      attempts,
      delay: z.number().meta({ description: 'Milliseconds until the next attempt.' }),
      error: z.string(),
    }),
    z.looseObject({ ...common, eventType: z.literal('task.cancelled') }),
  ])
  .meta({ id: 'Event', description: 'What happened to a task.' });
