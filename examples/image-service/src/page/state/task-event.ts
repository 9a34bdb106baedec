import type { DomainEvent, TaskStatus, TaskView } from '../api/wire.ts';

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
    ...task,
    ...effectOf(task, event),
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

function isSame(one: DomainEvent, other: DomainEvent): boolean {
  return one.eventId === other.eventId && one.version === other.version;
}

/** As the service tells a task's history: without metadata, and of an attempt's progress the last alone. */
function remember(
  events: readonly DomainEvent[],
  { metadata: _metadata, ...event }: DomainEvent,
): readonly DomainEvent[] {
  const kept =
    event.eventType === 'task.progress'
      ? events.filter(
          (one) => one.eventType !== 'task.progress' || one.run !== event.run || one.attempt !== event.attempt,
        )
      : events;
  return [...kept, event];
}

function effectOf(task: TaskView, event: DomainEvent): Partial<TaskView> {
  switch (event.eventType) {
    case 'task.created':
      return {
        status: 'pending',
        attempts: 0,
        progress: { done: 0, total: task.presets.length },
        images: [],
        failure: undefined,
        processingTime: undefined,
        workerId: undefined,
      };
    case 'task.processing':
      return { status: 'processing', workerId: event.workerId, progress: { ...task.progress, done: 0 } };
    case 'task.progress':
      return { status: 'processing', progress: { done: event.done, total: event.total } };
    case 'task.completed':
      return {
        status: 'completed',
        processingTime: event.processingTime,
        progress: { done: event.images.length, total: event.images.length },
      };
    case 'task.failed':
      return {
        status: event.willRetry ? 'pending' : 'failed',
        attempts: event.attempts,
        failure: { code: event.code, error: event.error },
      };
    case 'task.retry':
      return { status: 'pending', attempts: event.attempts };
    case 'task.cancelled':
      return { status: 'cancelled' };
  }
}
