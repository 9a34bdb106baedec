import { eventOf, type HistoryEntry, type StoredImage, type Task, taskStatuses } from '@safelight/core';
import { z } from 'zod';
import { type RememberedEvent, rememberedEventSchema } from './event.ts';
import { metadataSchema } from './metadata.ts';

/** A derivative, and where to fetch it. */
interface ImageView extends StoredImage {
  /** Below `/images`; the same content is always at the same place. */
  readonly url: string;
}

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
  readonly processingTime?: number;
  readonly failure?: { readonly code: string; readonly error: string };
  readonly workerId?: string;
  /** What the task remembers, oldest first. */
  readonly events: readonly RememberedEvent[];
  readonly links: { readonly self: string; readonly events: string };
}

/** @param outputPrefix what the keys of derivatives begin with; it becomes `/images` */
export function taskView(task: Task, outputPrefix: string): TaskView {
  const { id, status, settled, run, attempt, attempts, version, priority, metadata, progress, createdAt } = task;
  const { processingTime, failure, workerId, updatedAt } = task;
  const self = `/tasks/${id}`;
  return {
    id,
    status,
    settled,
    run,
    attempt,
    attempts,
    version,
    source: { kind: task.source.kind, path: task.source.path },
    presets: task.presets.map(({ name }) => name),
    priority,
    metadata,
    progress: { done: progress.done, total: progress.total },
    images: Object.values(task.images)
      .flatMap((image) => (image === undefined ? [] : [imageView(image, outputPrefix)]))
      .sort((a, b) => b.width - a.width),
    ...(processingTime === undefined ? {} : { processingTime }),
    ...(failure === undefined ? {} : { failure: { code: failure.code, error: failure.error } }),
    ...(workerId === undefined ? {} : { workerId }),
    createdAt,
    updatedAt,
    events: task.history.map((entry) => eventView(task, entry)),
    links: { self, events: `${self}/events` },
  };
}

/** Metadata may be large, and the task tells it: not once for each of its events. */
function eventView(task: Task, entry: HistoryEntry): RememberedEvent {
  const { metadata: _metadata, ...event } = eventOf(task, entry);
  return event;
}

function imageView(image: StoredImage, outputPrefix: string): ImageView {
  const { resolution, path, md5, size, width, height, format } = image;
  const url = `/images${encodeURI(path.slice(outputPrefix.length))}`;
  return { resolution, path, url, md5, size, width, height, format };
}

const time = z.int().min(0).meta({ description: 'Milliseconds since the epoch.' });
const count = z.int().min(0);
const imageSchema: z.ZodType<ImageView> = z
  .strictObject({
    resolution: z.string().meta({ description: "The preset's name." }),
    path: z.string().meta({ description: 'The key that the derivative is stored under.' }),
    url: z.string().meta({ description: 'Where to fetch it.', format: 'uri-reference' }),
    md5: z.string().regex(/^[0-9a-f]{32}$/),
    size: z.int().min(1).meta({ description: 'Bytes.' }),
    width: z.int().min(1).meta({ description: 'Pixels.' }),
    height: z.int().min(1).meta({ description: 'Pixels.' }),
    format: z.enum(['jpeg', 'png', 'webp', 'avif']),
  })
  .meta({ id: 'Image', description: 'One derivative.' });

/** {@link TaskView} for the document. */
export const taskViewSchema: z.ZodType<TaskView> = z
  .strictObject({
    id: z.string(),
    status: z.enum(taskStatuses),
    settled: z.boolean().meta({ description: 'It has ended, and whoever had to hear of it has.' }),
    run: z.int().min(1).meta({ description: 'The passage through the queue; a replay begins the next.' }),
    attempt: count.meta({ description: 'The last attempt of this run that was heard of; 0 before the first.' }),
    attempts: count.meta({ description: 'Failed attempts of this run.' }),
    version: z.int().min(1).meta({ description: 'Grows with every change; the ETag.' }),
    source: z.strictObject({ kind: z.literal('path'), path: z.string() }),
    presets: z.array(z.string()).meta({ description: 'Names, widest first.' }),
    priority: count.meta({ description: '0 goes first.' }),
    metadata: metadataSchema,
    progress: z.strictObject({ done: count, total: count }),
    images: z.array(imageSchema).meta({ description: 'Widest first; empty until the task has completed.' }),
    processingTime: z.number().min(0).meta({ description: 'Milliseconds of the attempt.' }).exactOptional(),
    failure: z.strictObject({ code: z.string(), error: z.string() }).exactOptional(),
    workerId: z.string().meta({ description: 'The worker of the last attempt.' }).exactOptional(),
    createdAt: time,
    updatedAt: time,
    events: z.array(rememberedEventSchema).meta({ description: 'What the task remembers, oldest first.' }),
    links: z.strictObject({ self: z.string(), events: z.string() }),
  })
  .meta({ id: 'Task', description: 'One request to derive images from one source, and how it goes.' });
