import path from 'node:path';
import type { Source, TaskFilter, TaskRepository } from '@safelight/core';

/** Tasks on a page. */
const pageSize = 200;

/**
 * Tasks that need their source: those that are under way, and dead letters, which may be replayed. A task goes from one
 * list to another while they are read: forwards, where it is found later; back, when an attempt is retried, which is why
 * the first two are read twice. A replay makes its upload young before it begins.
 */
const lists: readonly TaskFilter[] = [
  { status: 'pending' },
  { status: 'processing' },
  { status: 'pending' },
  { status: 'processing' },
  { deadLetters: true },
];

/**
 * Which of these files a task still needs.
 *
 * @param inputDir where relative sources begin
 * @param files absolute paths
 * @throws {UnavailableError} while the repository can't be reached
 * @throws the signal's reason once it has aborted
 */
export async function uploadsInUse(
  repository: Pick<TaskRepository, 'list'>,
  inputDir: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const unknown = new Set(files.map(foldedPath));
  for (const filter of lists) {
    let cursor: string | undefined;
    do {
      signal.throwIfAborted();
      if (unknown.size === 0) return new Set(files);
      const page = await repository.list(filter, { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
      for (const { source } of page.items) unknown.delete(foldedPath(placeOf(source, inputDir)));
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return new Set(files.filter((file) => !unknown.has(foldedPath(file))));
}

function placeOf(source: Source, inputDir: string): string {
  return path.resolve(inputDir, source.path);
}

/** Where a file system tells no capitals from small letters, both are one file; elsewhere one too many is kept. */
function foldedPath(file: string): string {
  return file.toLowerCase();
}
