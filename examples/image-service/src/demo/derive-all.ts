import {
  codeOf,
  errorCodes,
  isInvalidInputError,
  isInvalidTransitionError,
  isTerminal,
  messageOf,
  type Pipeline,
  type Task,
} from '@safelight/core';
import type { DemoSource } from './demo-source.ts';

/** What became of one source. */
export type Outcome =
  | { readonly source: DemoSource; readonly task: Task }
  | { readonly source: DemoSource; readonly failure: { readonly code: string; readonly error: string } };

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
  if (signal.aborted) return { source, failure: { code: errorCodes.aborted, error: 'It was not begun.' } };
  try {
    // The metadata comes back on every event, so whoever hears one knows the name.
    return { source, task: await pipeline.submit(source.path, { metadata: { name: source.name } }) };
  } catch (error) {
    if (!isInvalidInputError(error)) throw error;
    return { source, failure: { code: codeOf(error), error: messageOf(error) } };
  }
}

async function outcomeOf(
  pipeline: Pipeline,
  source: DemoSource,
  accepted: Task,
  signal: AbortSignal,
): Promise<Outcome> {
  let ended = accepted;
  for await (const task of pipeline.watch(accepted.id, { signal })) ended = task;
  if (!isTerminal(ended.status)) ended = await cancel(pipeline, ended);
  if (ended.status === 'completed') return { source, task: ended };
  return { source, failure: ended.failure ?? { code: errorCodes.aborted, error: `It was ${ended.status}.` } };
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
