import path from 'node:path';
import type { TaskImage, TaskState } from '../client/task-state.ts';
import type { Evidence, FoundFile, Harm } from './evidence.ts';

/** Derivatives that are missing or not whole, before and after the sweep. */
export function partial({ tasks, found, swept }: Evidence): readonly Harm[] {
  const files = [...found, ...swept].filter(({ isUnfinished }) => !isUnfinished);
  const broken = new Set(files.filter((file) => !isWhole(file)).map(({ key }) => key));
  return [
    ...[...broken].map((key): Harm => ({ kind: 'partial', what: `${key} is not named by its MD5` })),
    ...tasks.flatMap((task) => missing(task, byKey(found), 'there')),
    ...tasks.flatMap((task) => missing(task, byKey(swept), 'there after the sweep')),
  ];
}

/** Files that no task refers to, and unfinished ones, which the sweep should have removed. */
export function orphans({ tasks, swept }: Pick<Evidence, 'tasks' | 'swept'>): readonly Harm[] {
  const referenced = new Set(tasks.flatMap(({ images }) => images.map((image) => image.path)));
  return swept
    .filter(({ key, isUnfinished }) => isUnfinished || !referenced.has(key))
    .map(({ key, isUnfinished }): Harm => {
      const what = isUnfinished ? 'is unfinished' : 'belongs to no task';
      return { kind: 'orphan', what: `${key} ${what}, and the sweep left it` };
    });
}

function isWhole({ key, md5, size }: FoundFile): boolean {
  return size > 0 && path.posix.basename(key, path.posix.extname(key)) === md5;
}

function missing(task: TaskState, files: ReadonlyMap<string, FoundFile>, where: string): readonly Harm[] {
  if (task.status !== 'completed') return [];
  const made = task.images.map(({ resolution }) => resolution).sort();
  const wanted = [...task.presets].sort();
  const harm = (what: string): Harm => ({ kind: 'partial', taskId: task.id, what });
  return [
    ...(made.join() === wanted.join() ? [] : [harm(`completed with [${made}] of the presets [${wanted}]`)]),
    ...task.images
      .filter((image) => !isAsTold(image, files))
      .map((image) => harm(`${image.path} is not ${where} as told`)),
  ];
}

function isAsTold({ path: key, md5, size }: TaskImage, files: ReadonlyMap<string, FoundFile>): boolean {
  const file = files.get(key);
  return file !== undefined && file.md5 === md5 && file.size === size;
}

function byKey(files: readonly FoundFile[]): ReadonlyMap<string, FoundFile> {
  return new Map(files.map((file) => [file.key, file]));
}
