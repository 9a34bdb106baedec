import type { DomainEvent, TaskStatus } from '@safelight/core';
import type { RememberedEvent, TaskView } from '../../wire/task.ts';

/** A task after an event, and whether the service must be asked for what the event does not tell. */
export interface AfterEvent {
  readonly task: TaskView;
  readonly stale: boolean;
}

/**
 * The task after an event. An event that the task's history holds, or that is older than the task, changes
 * nothing: events come again after a reconnect, and side by side with fresh views. `stale` is true where
 * something was missed on the way, and at the end of a run, whose addresses of derivatives no event tells.
 */
export function applyEvent(task: TaskView, event: DomainEvent): AfterEvent {
  const { version } = event;
  // Another's publisher: not applied yet, so nobody knows whether it ever will be.
  if (version === undefined) return { task, stale: true };
  if (version < task.version || task.events.some((one) => isSame(one, event))) return { task, stale: false };
  const next: TaskView = {
    ...afterEffect(task, event),
    version,
    run: event.run ?? task.run,
    attempt: event.attempt ?? task.attempt,
    updatedAt: Math.max(task.updatedAt, event.timestamp),
    events: remember(task.events, event),
  };
  return { task: next, stale: version > task.version + 1 || isEnd(next.status) };
}

/** True for a state that its run never leaves. */
export function isEnd(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

function isSame(one: RememberedEvent, other: DomainEvent): boolean {
  return one.eventId === other.eventId && one.version === other.version;
}

/** As the service tells a task's history: without metadata, and of an attempt's progress the last alone. */
function remember(
  events: readonly RememberedEvent[],
  { metadata: _metadata, ...event }: DomainEvent,
): readonly RememberedEvent[] {
  const kept =
    event.eventType === 'task.progress'
      ? events.filter(
          (one) => one.eventType !== 'task.progress' || one.run !== event.run || one.attempt !== event.attempt,
        )
      : events;
  return [...kept, event];
}

function afterEffect(task: TaskView, event: DomainEvent): TaskView {
  switch (event.eventType) {
    case 'task.created':
      return begunAnew(task);
    case 'task.processing':
      return { ...task, status: 'processing', workerId: event.workerId, progress: { ...task.progress, done: 0 } };
    case 'task.progress':
      return { ...task, status: 'processing', progress: { done: event.done, total: event.total } };
    case 'task.completed':
      return {
        ...task,
        status: 'completed',
        processingTime: event.processingTime,
        progress: { done: event.images.length, total: event.images.length },
      };
    case 'task.failed':
      return {
        ...task,
        status: event.willRetry ? 'pending' : 'failed',
        attempts: event.attempts,
        failure: { code: event.code, error: event.error },
      };
    case 'task.retry':
      return { ...task, status: 'pending', attempts: event.attempts };
    case 'task.cancelled':
      return { ...task, status: 'cancelled' };
  }
}

/** What the run before came to is not the new one's. */
function begunAnew(task: TaskView): TaskView {
  const { failure: _failure, processingTime: _time, workerId: _worker, ...rest } = task;
  return { ...rest, status: 'pending', attempts: 0, progress: { done: 0, total: task.presets.length }, images: [] };
}
