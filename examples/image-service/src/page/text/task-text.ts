import type { TaskStatus, TaskView } from '../api/wire.ts';
import { bytes } from './numbers.ts';

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

/** The original in few words: `JPEG, 1.5 MB`; empty where nothing is known of it. */
export function originalText(task: Pick<TaskView, 'metadata'>): string {
  const { format, size } = originalOf(task);
  return [format?.toUpperCase(), size === undefined ? undefined : bytes(size)]
    .filter((one) => one !== undefined)
    .join(', ');
}
