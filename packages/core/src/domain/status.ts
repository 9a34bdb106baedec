import type { Fact } from './fact.ts';

/** The states of a task. */
export const taskStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
/** One of {@link taskStatuses}. */
export type TaskStatus = (typeof taskStatuses)[number];

/** What moves a task: a fact, or a command. */
export type Trigger =
  | 'started'
  | 'progressed'
  | 'retrying'
  | 'last-attempt-failed'
  | 'completed'
  | 'failed'
  | 'cancel'
  | 'replay';

/**
 * The transition table: from which state a trigger leads to which. What is not here is not allowed.
 * Late facts make `pending -> completed` and `pending -> failed` legal. After its last attempt a task
 * stays `processing` until the queue gives the job up.
 */
export const transitions: Readonly<Record<Trigger, Readonly<Partial<Record<TaskStatus, TaskStatus>>>>> = {
  started: { pending: 'processing', processing: 'processing' },
  progressed: { pending: 'processing', processing: 'processing' },
  retrying: { pending: 'pending', processing: 'pending' },
  'last-attempt-failed': { pending: 'processing', processing: 'processing' },
  completed: { pending: 'completed', processing: 'completed' },
  failed: { pending: 'failed', processing: 'failed' },
  cancel: { pending: 'cancelled', processing: 'cancelled' },
  replay: { completed: 'pending', failed: 'pending', cancelled: 'pending' },
};

/** True for a state that its run never leaves. */
export function isTerminal(status: TaskStatus): status is 'completed' | 'failed' | 'cancelled' {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** The trigger that a fact is. */
export function triggerOf(fact: Fact): Trigger {
  if (fact.type !== 'attempt-failed') return fact.type;
  return fact.willRetry ? 'retrying' : 'last-attempt-failed';
}
