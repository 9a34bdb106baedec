import type { DomainEvent, StoredImage, Task } from '@safelight/core';

/** A derivative, and where to fetch it. */
export interface ImageView extends StoredImage {
  /** Below `/images`; the same content is always at the same place. */
  readonly url: string;
}

/** An event as its task remembers it: the task's own metadata, which it has on the wire besides, stands on the task. */
export type RememberedEvent = WithoutMetadata<DomainEvent>;

type WithoutMetadata<Event> = Event extends unknown ? Omit<Event, 'metadata'> : never;

/** A task as the API tells it, everywhere. */
export interface TaskView
  extends Pick<
    Task,
    | 'id'
    | 'status'
    | 'settled'
    | 'run'
    | 'attempt'
    | 'attempts'
    | 'version'
    | 'priority'
    | 'metadata'
    | 'progress'
    | 'createdAt'
    | 'updatedAt'
  > {
  readonly source: { readonly kind: 'path'; readonly path: string };
  /** Names, widest first. */
  readonly presets: readonly string[];
  /** Widest first; empty until the task has completed. */
  readonly images: readonly ImageView[];
  /** Milliseconds. */
  readonly processingTime?: number;
  readonly failure?: { readonly code: string; readonly error: string };
  readonly workerId?: string;
  /** What the task remembers, oldest first. */
  readonly events: readonly RememberedEvent[];
  readonly links: { readonly self: string; readonly events: string };
}

/** One page of tasks. */
export interface TaskPage {
  readonly items: readonly TaskView[];
  /** The cursor of the next page; absent on the last. */
  readonly next?: string;
}

/** What the stream of all events begins with: the newest tasks. */
export interface TaskSnapshot {
  readonly tasks: readonly TaskView[];
  /** The cursor of the list after them; absent where they are all. */
  readonly next?: string;
}
