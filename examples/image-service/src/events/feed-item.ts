import type { TaskId } from '@safelight/core';

/** News of one task, encoded once for all who follow. */
export interface FeedItem {
  readonly taskId: TaskId;
  /** Of the task after what is told. */
  readonly version: number;
  /** The message as it goes over the wire. */
  readonly text: string;
}
