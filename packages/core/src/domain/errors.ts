/**
 * Every error that Safelight throws carries a stable `code`, the `cause` where there is one, and a
 * message that says what to do next. Tell them apart by `code` or by an `isX()` guard, never by
 * `instanceof`: two copies of this package may be installed side by side.
 */

/** The stable codes. A code is never renamed; new ones may be added. */
export const errorCodes = {
  /** An options object has problems; `problems` lists all of them. */
  invalidConfig: 'INVALID_CONFIG',
  /** Something handed in from outside (a submission, an id, a wire message) is not valid. */
  invalidInput: 'INVALID_INPUT',
  /** A preset name that `definePresets` does not know. */
  unknownPreset: 'UNKNOWN_PRESET',
  /** No task has this id. */
  taskNotFound: 'TASK_NOT_FOUND',
  /** The idempotency key, or the task id, is already taken by a task with another body. */
  idempotencyConflict: 'IDEMPOTENCY_CONFLICT',
  /** The task was saved by someone else since it was read. */
  concurrencyConflict: 'CONCURRENCY_CONFLICT',
  /** The transition table does not allow this. */
  invalidTransition: 'INVALID_TRANSITION',
  /** `waitFor` was asked to wait for a task that ended as failed or cancelled. */
  taskFailed: 'TASK_FAILED',
  /** `waitFor` reached its time limit; the task goes on. */
  waitTimeout: 'WAIT_TIMEOUT',
  /** An outside service (queue, repository) cannot be reached just now. */
  unavailable: 'UNAVAILABLE',
  /** The pipeline, worker or adapter was closed, or not started yet. */
  notRunning: 'NOT_RUNNING',
  /** The work was aborted: cancelled, superseded, its lock lost, or closing. */
  aborted: 'ABORTED',
  /** The worker died without a word: its job stalled more often than allowed. */
  workerLost: 'WORKER_LOST',
  /** The source's bytes are damaged or cut short. */
  corruptImage: 'CORRUPT_IMAGE',
  /** The source is no image, or in a format that is not open to the processor. */
  unsupportedFormat: 'UNSUPPORTED_FORMAT',
  /** The source has more pixels, bytes or channels than the processor's limits allow. */
  imageTooLarge: 'IMAGE_TOO_LARGE',
  /** Nothing is where the source says. */
  sourceNotFound: 'SOURCE_NOT_FOUND',
  /** The source lies outside the allowed roots, or is no regular file. */
  sourceNotAllowed: 'SOURCE_NOT_ALLOWED',
  /** A transient failure while deriving or storing; it is retried. */
  processingFailed: 'PROCESSING_FAILED',
} as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes];

/** What every Safelight error is. */
export class SafelightError extends Error {
  /** A stable code, from {@link errorCodes} or from an adapter of your own. */
  readonly code: string;
  /** The mark that {@link isSafelightError} looks for, equal in every copy of this package. */
  readonly isSafelightError = true;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** True for any error of Safelight's, also one from another installed copy of this package. */
export function isSafelightError(error: unknown): error is SafelightError {
  return typeof error === 'object' && error !== null && Reflect.get(error, 'isSafelightError') === true;
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSafelightError(error) && codes.includes(error.code);
}

/** An options object with problems: all of them, not only the first. */
export class ConfigError extends SafelightError {
  /** Each problem as `path: what is wrong`. */
  readonly problems: readonly string[];
  constructor(subject: string, problems: readonly string[]) {
    super(errorCodes.invalidConfig, `${subject} is not valid: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}
/** True for {@link ConfigError}. */
export function isConfigError(error: unknown): error is ConfigError {
  return hasCode(error, errorCodes.invalidConfig);
}

/** Input from outside that is not valid: a submission, an id, a message from the wire. */
export class InvalidInputError extends SafelightError {
  /** Each problem as `path: what is wrong`. */
  readonly problems: readonly string[];
  constructor(
    subject: string,
    problems: readonly string[],
    options?: { readonly code?: typeof errorCodes.invalidInput | typeof errorCodes.unknownPreset },
  ) {
    super(options?.code ?? errorCodes.invalidInput, `${subject} is not valid: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}
/** True for {@link InvalidInputError}, an unknown preset included. */
export function isInvalidInputError(error: unknown): error is InvalidInputError {
  return hasCode(error, errorCodes.invalidInput, errorCodes.unknownPreset);
}

/** No task has this id. */
export class TaskNotFoundError extends SafelightError {
  readonly taskId: string;
  constructor(taskId: string) {
    super(errorCodes.taskNotFound, `No task has the id ${JSON.stringify(taskId)}. Check the id, or list the tasks.`);
    this.taskId = taskId;
  }
}
/** True for {@link TaskNotFoundError}. */
export function isTaskNotFoundError(error: unknown): error is TaskNotFoundError {
  return hasCode(error, errorCodes.taskNotFound);
}

/** The same idempotency key, or task id, was used before with another body. */
export class IdempotencyConflictError extends SafelightError {
  /** The task that holds the key. */
  readonly taskId: string;
  constructor(key: string, taskId: string) {
    super(
      errorCodes.idempotencyConflict,
      `The key ${JSON.stringify(key)} already belongs to task ${taskId}, which was submitted with another body. ` +
        'Use a new key for a new request, or send the same body again.',
    );
    this.taskId = taskId;
  }
}
/** True for {@link IdempotencyConflictError}. */
export function isIdempotencyConflictError(error: unknown): error is IdempotencyConflictError {
  return hasCode(error, errorCodes.idempotencyConflict);
}

/** The task was saved by someone else since it was read: read it again and decide anew. */
export class ConcurrencyConflictError extends SafelightError {
  readonly taskId: string;
  readonly expectedVersion: number;
  constructor(taskId: string, expectedVersion: number) {
    super(
      errorCodes.concurrencyConflict,
      `Task ${taskId} is no longer at version ${expectedVersion}. Read it again and apply the change to what you find.`,
    );
    this.taskId = taskId;
    this.expectedVersion = expectedVersion;
  }
}
/** True for {@link ConcurrencyConflictError}. */
export function isConcurrencyConflictError(error: unknown): error is ConcurrencyConflictError {
  return hasCode(error, errorCodes.concurrencyConflict);
}

/** The transition table does not allow this. */
export class InvalidTransitionError extends SafelightError {
  readonly taskId: string;
  constructor(taskId: string, what: string) {
    super(errorCodes.invalidTransition, `Task ${taskId} cannot ${what}.`);
    this.taskId = taskId;
  }
}
/** True for {@link InvalidTransitionError}. */
export function isInvalidTransitionError(error: unknown): error is InvalidTransitionError {
  return hasCode(error, errorCodes.invalidTransition);
}

/** `waitFor` waited for a task that ended without derivatives: failed or cancelled. */
export class TaskFailedError extends SafelightError {
  readonly taskId: string;
  readonly status: 'failed' | 'cancelled';
  /** Why, in the failure's own code; `ABORTED` for a cancelled task. */
  readonly reason: string;
  /** The failed attempts of the run. */
  readonly attempts: number;
  constructor(
    taskId: string,
    status: 'failed' | 'cancelled',
    failure: { readonly code: string; readonly error: string; readonly attempts: number },
  ) {
    super(
      errorCodes.taskFailed,
      status === 'cancelled'
        ? `Task ${taskId} was cancelled. Replay it to run it again.`
        : `Task ${taskId} failed (${failure.code}) after ${failure.attempts} failed attempt(s): ${failure.error}`,
    );
    this.taskId = taskId;
    this.status = status;
    this.reason = failure.code;
    this.attempts = failure.attempts;
  }
}
/** True for {@link TaskFailedError}. */
export function isTaskFailedError(error: unknown): error is TaskFailedError {
  return hasCode(error, errorCodes.taskFailed);
}

/** `waitFor` reached its time limit. The task goes on; wait again, or watch it. */
export class WaitTimeoutError extends SafelightError {
  readonly taskId: string;
  constructor(taskId: string, timeoutMs: number) {
    super(
      errorCodes.waitTimeout,
      `Task ${taskId} did not end within ${timeoutMs} ms. It goes on: wait again, or watch it.`,
    );
    this.taskId = taskId;
  }
}
/** True for {@link WaitTimeoutError}. */
export function isWaitTimeoutError(error: unknown): error is WaitTimeoutError {
  return hasCode(error, errorCodes.waitTimeout);
}

/** An outside service cannot be reached just now; the same call may succeed later. */
export class UnavailableError extends SafelightError {
  /** What could not be reached, such as `queue` or `repository`. */
  readonly service: string;
  constructor(service: string, message: string, options?: { readonly cause?: unknown }) {
    super(errorCodes.unavailable, message, options);
    this.service = service;
  }
}
/** True for {@link UnavailableError}. */
export function isUnavailableError(error: unknown): error is UnavailableError {
  return hasCode(error, errorCodes.unavailable);
}

/** Called before `start()` or after `close()`. */
export class NotRunningError extends SafelightError {
  constructor(message: string) {
    super(errorCodes.notRunning, message);
  }
}
/** True for {@link NotRunningError}. */
export function isNotRunningError(error: unknown): error is NotRunningError {
  return hasCode(error, errorCodes.notRunning);
}

/** The work was told to stop, and did. */
export class AbortedError extends SafelightError {
  constructor(reason: string, options?: { readonly cause?: unknown }) {
    super(errorCodes.aborted, `The work was aborted: ${reason}.`, options);
  }
}
/** True for {@link AbortedError}. */
export function isAbortedError(error: unknown): error is AbortedError {
  return hasCode(error, errorCodes.aborted);
}

/**
 * An error that no retry can mend: the attempt fails the task at once. Throw it from an
 * `ImageProcessor`, `SourceReader` or `ImageStore` of your own; any other error is retried.
 */
export class PermanentProcessingError extends SafelightError {
  /** The mark that {@link isPermanentProcessingError} looks for, whatever the code. */
  readonly isPermanent = true;
}
/** True for {@link PermanentProcessingError}, whatever its code. */
export function isPermanentProcessingError(error: unknown): error is PermanentProcessingError {
  return isSafelightError(error) && Reflect.get(error, 'isPermanent') === true;
}

/** The error's own code, or `PROCESSING_FAILED` for an error that is not Safelight's. */
export function codeOf(error: unknown): string {
  return isSafelightError(error) ? error.code : errorCodes.processingFailed;
}

/** The error's message, for a log line or an event; never empty. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error || isSafelightError(error) ? error.message : String(error);
  return text === '' ? 'unknown error' : text;
}
