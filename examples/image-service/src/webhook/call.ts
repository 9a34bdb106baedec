import { jobIdOf, jobRefOf, type Task } from '@safelight/core';
import { Webhook } from 'standardwebhooks';
import { type TaskView, taskView } from '../http/schemas/task-view.ts';

/** What a receiver is told. */
interface WebhookEvent {
  readonly type: `task.${'completed' | 'failed' | 'cancelled'}`;
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  /** The task as the API tells it. */
  readonly data: TaskView;
}

/** One call as it goes over the wire. */
export interface WebhookCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a call is made with. */
export interface CallOptions {
  /** `whsec_…` */
  readonly secret: string;
  /** What the keys of derivatives begin with. */
  readonly outputPrefix: string;
  /** When the call is made; receivers refuse one that is minutes old. */
  readonly now: Date;
}

/**
 * The signed call for the end of a task's run, as Standard Webhooks write it. Its `webhook-id` is the same at
 * every try, so that receivers can drop what they have had.
 */
export function callFor(task: Task, { secret, outputPrefix, now }: CallOptions): WebhookCall {
  const body = JSON.stringify(eventFor(task, outputPrefix));
  const id = jobIdOf(jobRefOf(task));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'safelight-image-service',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
  };
}

function eventFor(task: Task, outputPrefix: string): WebhookEvent {
  const { status } = task;
  if (status !== 'completed' && status !== 'failed' && status !== 'cancelled') {
    throw new TypeError(`Task ${task.id} is ${status}: only a task that has ended is told of.`);
  }
  // The end's own time, which a later try does not change.
  const endedAt = task.history.at(-1)?.timestamp ?? task.updatedAt;
  return { type: `task.${status}`, timestamp: new Date(endedAt).toISOString(), data: taskView(task, outputPrefix) };
}
