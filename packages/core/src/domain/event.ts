import type { TaskId } from './id.ts';
import type { StoredImage } from './image.ts';
import type { Metadata } from './job.ts';
import type { Source } from './source.ts';

/** What every event on the wire has. */
export interface EventCommon {
  readonly taskId: TaskId;
  /** Milliseconds since the epoch by the queue's clock; never used for order. */
  readonly timestamp: number;
  /** `taskId.run.attempt.eventType`, and `.done` after a `task.progress`; whoever publishes it. */
  readonly eventId?: string;
  readonly run?: number;
  /** 0 for what no attempt did, such as `task.created`. */
  readonly attempt?: number;
  /** Of the task after the fact was applied. Missing: another's publisher, not applied yet. */
  readonly version?: number;
  readonly schemaVersion?: number;
  readonly metadata?: Metadata;
}

/** The part of an event that its type decides, field names as on the wire. */
export type EventBody =
  | { readonly eventType: 'task.created'; readonly source: Source; readonly imagePath?: string }
  | { readonly eventType: 'task.processing'; readonly workerId: string }
  | { readonly eventType: 'task.progress'; readonly done: number; readonly total: number }
  | {
      readonly eventType: 'task.completed';
      readonly images: readonly StoredImage[];
      /** Milliseconds. */
      readonly processingTime: number;
    }
  | {
      readonly eventType: 'task.failed';
      readonly error: string;
      readonly code: string;
      /** Failed attempts of the run so far. */
      readonly attempts: number;
      /** The task is failed only where this is false. */
      readonly willRetry: boolean;
    }
  | {
      readonly eventType: 'task.retry';
      readonly attempts: number;
      /** Milliseconds until the next attempt. */
      readonly delay: number;
      readonly error: string;
    }
  | { readonly eventType: 'task.cancelled' };

/** A fact told to the world on the event bus. */
export type DomainEvent = EventCommon & EventBody;

/** The types of event on the wire. */
export type EventType = DomainEvent['eventType'];

/** One entry of a task's history: an event without what the task itself says. */
export type HistoryEntry = EventBody & {
  readonly run: number;
  readonly attempt: number;
  readonly version: number;
  readonly timestamp: number;
};

/** The id of an event: the same whoever publishes it, and again at each redelivery. */
export function eventIdOf(taskId: TaskId, entry: HistoryEntry): string {
  const id = `${taskId}.${entry.run}.${entry.attempt}.${entry.eventType}`;
  return entry.eventType === 'task.progress' ? `${id}.${entry.done}` : id;
}
