import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Express } from 'express';

/** A queue as the board shows it. */
export interface ShownQueue {
  readonly title: string;
  readonly queue: Queue;
}

/**
 * bull-board, for looking only: its own retry would run the old job again behind the task's back, where a replay is a
 * new run. Use `POST /tasks/{id}/replay`.
 */
export function boardOf(shown: readonly ShownQueue[], path: string): Express {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: shown.map(
      ({ title, queue }) =>
        new BullMQAdapter(queue, {
          readOnlyMode: true,
          allowRetries: false,
          displayName: title,
          description: 'To look at only. Replay or cancel a task by the API.',
        }),
    ),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Safelight queues' } },
  });
  const board: Express = serverAdapter.getRouter();
  return board.disable('x-powered-by');
}
