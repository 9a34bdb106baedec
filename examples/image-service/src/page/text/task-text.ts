import type { TaskStatus, TaskView } from '../api/wire.ts';
import { bytes, plural, span } from './numbers.ts';
import { moment } from './time.ts';

/** The states in the words of the page. */
export const statusText: Readonly<Record<TaskStatus, string>> = {
  pending: 'Waiting',
  processing: 'Working',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** What the service knows of an uploaded original; empty for a task that came another way. */
export interface OriginalView {
  readonly name?: string;
  /** Bytes. */
  readonly size?: number;
  readonly format?: string;
}

/** The original of an uploaded task, from `metadata.upload`. */
export function originalOf({ metadata }: Pick<TaskView, 'metadata'>): OriginalView {
  const { upload } = metadata;
  if (typeof upload !== 'object' || upload === null) return {};
  const { name, size, format }: Readonly<Record<string, unknown>> = { ...upload };
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof size === 'number' ? { size } : {}),
    ...(typeof format === 'string' ? { format } : {}),
  };
}

/** What a task is called: the uploaded file's name, else the source's base name. */
export function taskName(task: Pick<TaskView, 'metadata' | 'source'>): string {
  return originalOf(task).name ?? task.source.path.split('/').at(-1) ?? task.source.path;
}

/** A task in few words: its original, when it came, how long it took. */
export function taskFacts(task: TaskView, now: number): string {
  const { format, size } = originalOf(task);
  return [
    format?.toUpperCase(),
    size === undefined ? undefined : bytes(size),
    moment(task.createdAt, now),
    task.run > 1 ? `run ${task.run}` : undefined,
    task.processingTime === undefined ? undefined : `made in ${span(task.processingTime)}`,
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}

/** How far a task that has not ended is. */
export function progressText({ status, progress, attempts }: TaskView): string {
  if (status === 'processing') return `${progress.done} of ${plural(progress.total, 'derivative')}`;
  return attempts > 0 ? 'Waits for its next attempt' : 'Waits for a worker';
}
