import { isInvalidTransitionError } from '../domain/errors.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { Fact } from '../domain/fact.ts';
import type { TaskId } from '../domain/id.ts';
import { isTerminal } from '../domain/status.ts';
import { adoptTask, newestEvents, type Task } from '../domain/task.ts';
import { applyFact } from '../domain/task-facts.ts';
import { withHandlers } from '../domain/task-settling.ts';
import type { UpdatedStatus } from './commands.ts';
import type { HandlerContext } from './handler-context.ts';

interface Input {
  readonly taskId: TaskId;
  readonly queue: string;
  readonly facts: readonly Fact[];
}

/** Handles `UpdateTaskStatus`: several facts of one task are applied in order and saved once. */
export function updateTaskStatusHandler(context: HandlerContext): (input: Input) => Promise<UpdatedStatus> {
  return async (input) => {
    const found = await context.store.repository.get(input.taskId);
    const adopted = found ? undefined : await adopt(context, input);
    const before = found ?? adopted?.task;
    if (before === undefined) {
      const fields = { taskId: input.taskId, facts: input.facts.map((fact) => fact.type) };
      context.log.error(fields, 'Facts of a task that neither repository nor queue knows; they are passed.');
      return { events: [], ended: false };
    }
    const applied = applyAll(context, before, input.facts);
    const isEnd = isTerminal(applied.task.status) && !isTerminal(before.status);
    const after = isEnd ? withHandlers(applied.task, context.handlerNames()) : applied.task;
    await context.store.save(before, after);
    return { task: after, events: [...(adopted?.events ?? []), ...applied.events], ended: isEnd };
  };
}

function applyAll(
  context: HandlerContext,
  before: Task,
  facts: readonly Fact[],
): { task: Task; events: DomainEvent[] } {
  let task = before;
  const events: DomainEvent[] = [];
  for (const fact of facts) {
    try {
      const applied = applyFact(task, fact, context.timing());
      task = applied.task;
      events.push(...applied.events);
    } catch (error) {
      if (!isInvalidTransitionError(error)) throw error;
      context.log.error({ err: error, taskId: task.id, fact: fact.type }, 'A fact can never be applied; it is passed.');
    }
  }
  return { task, events };
}

/** Makes a task for a job that foreign hands put into the queue: the repository lacks it. */
async function adopt(
  context: HandlerContext,
  { taskId, queue, facts }: Input,
): Promise<{ readonly task: Task; readonly events: readonly DomainEvent[] } | undefined> {
  const run = Math.max(...facts.map((fact) => fact.run));
  const job =
    facts.find((fact) => fact.type === 'started')?.job ??
    (await context.queue.inspect([{ taskId, run, queue }]))[0]?.job;
  if (job === undefined) return undefined;
  const made = adoptTask(job, context.handlerNames(), context.timing());
  const { outcome, task } = await context.store.repository.insert(made);
  return { task, events: outcome === 'inserted' ? newestEvents(task) : [] };
}
