import type { JobCounts, TaskCounts } from '@safelight/core';

/** How many jobs of a queue are in which state. */
export interface QueueView extends JobCounts {
  readonly name: string;
}

/** How much there is to do. */
export interface QueuesView {
  /** By name, in the order of the alphabet. */
  readonly queues: readonly QueueView[];
  readonly tasks: TaskCounts;
}

/** What the caller may do. */
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
export interface SettingsView {
  readonly presets: readonly PresetView[];
  readonly maxUploadBytes: number;
}
