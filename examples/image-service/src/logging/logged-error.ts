import { messageOf } from '@safelight/core';

/** What the log tells of an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** As it was given, where that is a word or a number. */
  readonly code?: string | number;
  readonly cause?: LoggedError;
  /** Those of an `AggregateError`. */
  readonly errors?: readonly LoggedError[];
}

/** How far a chain of causes is followed. */
const deepest = 5;
/** How many of an aggregate's errors are told. */
const most = 10;

/**
 * What there is to tell of an error. Only this: other fields that libraries put on their errors hold what was sent,
 * such as the AUTH command of ioredis with its password, or the URL that could not be read.
 */
export function loggedError(error: unknown, depth = 1): LoggedError {
  const message = messageOf(error);
  if (!(error instanceof Error)) return { type: typeof error, message };
  const { name, stack, cause } = error;
  const code: unknown = Reflect.get(error, 'code');
  const goesOn = depth < deepest;
  return {
    type: name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(goesOn && cause !== undefined ? { cause: loggedError(cause, depth + 1) } : {}),
    ...(goesOn && error instanceof AggregateError
      ? { errors: error.errors.slice(0, most).map((one) => loggedError(one, depth + 1)) }
      : {}),
  };
}
