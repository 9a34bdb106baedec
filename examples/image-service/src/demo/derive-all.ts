import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  codeOf,
  errorCodes,
  isInvalidInputError,
  isInvalidTransitionError,
  isTerminal,
  isUnavailableError,
  messageOf,
  type Pipeline,
  type Task,
} from '@safelight/core';
import type { DemoSource } from './demo-source.ts';

/** What became of one source. */
export type Outcome =
  | { readonly source: DemoSource; readonly task: Task }
  | { readonly source: DemoSource; readonly failure: { readonly code: string; readonly error: string } };

/** The pause before a submission that the repository could not take is tried again, in milliseconds. */
const retryPause = 500;

/** True for a source whose derivatives are all there. */
export function isDone(outcome: Outcome): outcome is Extract<Outcome, { task: Task }> {
  return 'task' in outcome;
}

/** The outcome of a source whose folder can't be read from, which the service can't be asked about. */
export function refusalOf(source: DemoSource): readonly Outcome[] {
  if (source.folderProblem === undefined) return [];
  const error = `Its folder can't be read from: ${source.folderProblem}. Check the path.`;
  return [{ source, failure: { code: errorCodes.sourceNotFound, error } }];
}

/**
 * Submits every source and waits until each has ended, well or not. When the signal aborts, what has not
 * ended is cancelled.
 *
 * @returns the outcomes in the order of the sources
 */
export async function deriveAll(
  pipeline: Pipeline,
  sources: readonly DemoSource[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const ends: Promise<Outcome>[] = [];
  // One after the other, so that the service takes them in the order in which they were named.
  for (const source of sources) {
    const accepted = await submit(pipeline, source, signal);
    ends.push('task' in accepted ? outcomeOf(pipeline, source, accepted.task, signal) : Promise.resolve(accepted));
  }
  return Promise.all(ends);
}

async function submit(pipeline: Pipeline, source: DemoSource, signal: AbortSignal): Promise<Outcome> {
  // With a key, so that trying again makes no second task of one that was stored after all.
  const idempotencyKey = randomUUID();
  while (!signal.aborted) {
    try {
      // The metadata comes back on every event, so whoever hears one knows the name.
      const options = { metadata: { name: source.name }, idempotencyKey };
      return { source, task: await pipeline.submit(source.path, options) };
    } catch (error) {
      if (isInvalidInputError(error)) return { source, failure: failureOf(error) };
      if (!isUnavailableError(error)) throw error;
      await pause(retryPause);
    }
  }
  return { source, failure: { code: errorCodes.aborted, error: 'It was not begun.' } };
}

async function outcomeOf(
  pipeline: Pipeline,
  source: DemoSource,
  accepted: Task,
  signal: AbortSignal,
): Promise<Outcome> {
  let task = accepted;
  for await (const now of pipeline.watch(accepted.id, { signal })) task = now;
  try {
    if (!isTerminal(task.status)) task = await cancel(pipeline, task);
  } catch (error) {
    if (!isUnavailableError(error)) throw error;
    return { source, failure: failureOf(error) };
  }
  if (task.status === 'completed') return { source, task };
  return { source, failure: task.failure ?? { code: errorCodes.aborted, error: `It was ${task.status}.` } };
}

async function cancel(pipeline: Pipeline, task: Task): Promise<Task> {
  try {
    return await pipeline.cancel(task.id);
  } catch (error) {
    if (!isInvalidTransitionError(error)) throw error;
    // It ended first, and that end is its outcome.
    return (await pipeline.get(task.id)) ?? task;
  }
}

function failureOf(error: unknown): { readonly code: string; readonly error: string } {
  return { code: codeOf(error), error: messageOf(error) };
}
