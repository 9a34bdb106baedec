import { isTerminal, type Pipeline, type TaskId } from '@safelight/core';
import type { EventStream } from './event-stream.ts';
import { encodeMessage } from './message.ts';
import { endOf, isAllHeard, newsOf, type ViewOf } from './task-messages.ts';
import { beginning, type TaskPosition } from './task-position.ts';

/** What to follow. */
export interface FollowTask {
  readonly pipeline: Pick<Pipeline, 'watch'>;
  readonly viewOf: ViewOf;
  readonly id: TaskId;
  /** Where a client that was here before stopped hearing. */
  readonly after?: TaskPosition;
}

/**
 * Tells the task's events up to the end of its run: those it remembers, then each as it happens.
 *
 * @returns `heard` when the run has ended and the client has heard all of it: nothing was opened then
 * @throws {TaskNotFoundError} before the stream is opened
 */
export async function followTask(
  stream: EventStream,
  { pipeline, viewOf, id, after }: FollowTask,
): Promise<'told' | 'heard'> {
  let position = after ?? beginning;
  let isOpen = false;
  for await (const task of pipeline.watch(id, { signal: stream.signal })) {
    if (!isOpen) {
      if (isAllHeard(task, after)) return 'heard';
      stream.open();
      isOpen = true;
    }
    const news = newsOf(task, position, viewOf);
    position = news.position;
    for (const message of news.messages) stream.send(encodeMessage(message));
    if (isTerminal(task.status)) stream.send(encodeMessage(endOf(task)));
  }
  // Told to go elsewhere, before there was anything to tell.
  if (!isOpen) stream.open();
  return 'told';
}
