// Holds a repository with a backlog of one size, and measures what a task costs there.

import { Backlog } from './backlog.ts';
import type { Answer, Request } from './messages.ts';
import { measureRepository } from './repository-steps.ts';

/** Tasks that warm the code up, in a repository of their own. */
const warmup = 20_000;
/** A backlog up to this size is made anew for each round, since a round would change its size. */
const small = 10_000;

let backlog = new Backlog();
let size = 0;
let cursor = '';

async function fill(tasks: number): Promise<void> {
  backlog = new Backlog();
  size = tasks;
  for (let made = 0; made < tasks; made++) await backlog.store(backlog.next());
  // A place in the midst of the list, where pages are not the ones that were looked at just now.
  const half = await backlog.repository.list({ status: 'pending' }, { limit: Math.max(1, Math.floor(tasks / 2)) });
  cursor = half.next ?? '';
}

/** Bytes a task, the collector having run. */
function bytesEach(before: number): number {
  globalThis.gc?.();
  return (process.memoryUsage().heapUsed - before) / size;
}

async function respond(request: Request): Promise<Answer> {
  switch (request.do) {
    case 'fill': {
      await fill(warmup);
      await measureRepository(backlog, warmup / 10, cursor);
      backlog = new Backlog();
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed;
      await fill(request.tasks);
      return { bytes: bytesEach(before) };
    }
    case 'measure':
      if (size <= small) await fill(size);
      return { cost: await measureRepository(backlog, request.tasks, cursor) };
  }
}

process.on('message', (request: Request) => {
  respond(request).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
