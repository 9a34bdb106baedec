import type { Json, Submission, TaskStatus } from '@safelight/core';
import type { ApiSettings, WorkerSettings } from './settings.ts';

/** What a test asks of an API process. Each is answered with tasks, as `serialiseTask` writes them. */
export type ApiRequest =
  | { readonly do: 'start'; readonly settings: ApiSettings }
  | { readonly do: 'submit'; readonly submissions: readonly Submission<'1024' | '800'>[] }
  | { readonly do: 'get' | 'replay' | 'cancel'; readonly taskId: string }
  | { readonly do: 'waitFor'; readonly taskId: string; readonly timeout: number }
  | { readonly do: 'deadLetters' }
  | { readonly do: 'close' };

/** What a test asks of a worker process. Each is answered with no task. */
export type WorkerRequest = { readonly do: 'start'; readonly settings: WorkerSettings } | { readonly do: 'close' };

/** A request under way. */
export interface Envelope<R> {
  readonly id: number;
  readonly request: R;
}

/** The answer to the request `id`: tasks, or why there are none. */
export interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly tasks: readonly Json[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Told by an API process each time its `onSettled` handler is called. */
export interface HandlerCall {
  readonly kind: 'settled';
  readonly taskId: string;
  readonly run: number;
  readonly status: TaskStatus;
}

/** Told by any process for each line of its log from `warn` on. */
export interface LogLine {
  readonly kind: 'log';
  readonly level: 'warn' | 'error';
  readonly message: string;
  /** The fields as JSON text. */
  readonly fields: string;
}

/** What a process tells the test. */
export type Message = Answer | HandlerCall | LogLine;
