import type { DomainEvent, TaskId } from '@safelight/core';
import { plural, seconds } from './text.ts';

const barWidth = 24;

/** How far the work is, by the events that were heard. */
export class Progress {
  readonly #images: number;
  readonly #perImage: number;
  readonly #done = new Map<TaskId, number>();
  readonly #ended = new Set<TaskId>();

  /**
   * @param images how many tasks there will be
   * @param perImage derivatives of each
   */
  constructor(images: number, perImage: number) {
    this.#images = images;
    this.#perImage = perImage;
  }

  hear(event: DomainEvent): void {
    const { taskId } = event;
    if (event.eventType === 'task.progress') this.#done.set(taskId, event.done);
    // An attempt begins at none, whatever the one before it made.
    if (event.eventType === 'task.processing') this.#done.set(taskId, 0);
    if (isEnd(event)) {
      this.#ended.add(taskId);
      // Nothing more comes, so a failed task counts as much as a completed one: the bar reaches its end.
      this.#done.set(taskId, this.#perImage);
    }
  }

  /** From 0 to 1. */
  get fraction(): number {
    const done = [...this.#done.values()].reduce((sum, one) => sum + one, 0);
    return Math.min(1, done / (this.#images * this.#perImage));
  }

  /**
   * One line: `[######------------------]  25%  1 of 4 images, 0.81 s`.
   *
   * @param elapsed milliseconds
   * @param columns the most characters
   */
  bar(elapsed: number, columns: number): string {
    const filled = Math.floor(this.fraction * barWidth);
    const percent = `${Math.floor(this.fraction * 100)}%`.padStart(4);
    const images = `${this.#ended.size} of ${plural(this.#images, 'image')}`;
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${percent}  ${images}, ${seconds(elapsed)}`;
    return bar.slice(0, Math.max(0, columns));
  }
}

function isEnd(event: DomainEvent): boolean {
  switch (event.eventType) {
    case 'task.completed':
    case 'task.cancelled':
      return true;
    case 'task.failed':
      return !event.willRetry;
    case 'task.created':
    case 'task.processing':
    case 'task.progress':
    case 'task.retry':
      return false;
  }
}
