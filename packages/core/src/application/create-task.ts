import { IdempotencyConflictError } from '../domain/errors.ts';
import { createTask, type NewTask, newestEvents } from '../domain/task.ts';
import type { ChangedTask } from './commands.ts';
import type { HandlerContext } from './handler-context.ts';

/** Handles `CreateTask`. */
export function createTaskHandler(context: HandlerContext): (input: NewTask) => Promise<ChangedTask> {
  return async (input) => {
    const made = createTask(input, context.timing());
    const { outcome, task } = await context.store.repository.insert(made);
    if (outcome === 'inserted') return { task, events: newestEvents(task) };
    if (task.fingerprint !== made.fingerprint) {
      throw new IdempotencyConflictError(task.id === input.id ? input.id : (input.idempotencyKey ?? input.id), task.id);
    }
    return { task, events: [] };
  };
}
