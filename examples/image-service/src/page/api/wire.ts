import type { DomainEvent, StoredImage, TaskStatus } from '@safelight/core';

/** One derivative, with the address that it is fetched from. */
export interface ImageView extends StoredImage {
  readonly url: string;
}

/** A task as the API tells it: what this page reads of it. */
export interface TaskView {
  readonly id: string;
  readonly status: TaskStatus;
  /** From 1. */
  readonly run: number;
  readonly attempt: number;
  readonly attempts: number;
  readonly version: number;
  readonly source: { readonly kind: string; readonly path: string };
  readonly presets: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly progress: { readonly done: number; readonly total: number };
  readonly images: readonly ImageView[];
  /** Milliseconds. */
  readonly processingTime?: number | undefined;
  readonly failure?: { readonly code: string; readonly error: string } | undefined;
  readonly workerId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  /** What happened to it, oldest first. */
  readonly events: readonly DomainEvent[];
}

/** A page of the list of tasks. */
export interface TaskPage {
  readonly items: readonly TaskView[];
  /** The cursor of the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** How many jobs of a queue wait or are worked on. */
interface QueueView {
  readonly name: string;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

/** How much there is to do. */
export interface CountsView {
  readonly queues: readonly QueueView[];
  readonly tasks: Readonly<Record<TaskStatus, number>>;
}

/** What the caller's key allows. */
export interface SessionView {
  /** True where the service asks for a key. */
  readonly required: boolean;
  readonly read: boolean;
  readonly write: boolean;
}

/** One recipe that the page offers. */
export interface PresetView {
  readonly name: string;
  readonly width: number;
  readonly height?: number | undefined;
  readonly format: string;
  readonly quality: number;
}

/** What the page needs to know before it asks for anything: public, and served with its assets. */
export interface PageSettings {
  readonly presets: readonly PresetView[];
  readonly maxUploadBytes: number;
}

export type { DomainEvent, TaskStatus };
