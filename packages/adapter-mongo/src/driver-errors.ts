import { isSafelightError, messageOf, UnavailableError } from '@safelight/core';
import { MongoRepositoryError } from './mongo-repository-error.ts';

// Errors are told apart by name, label and code: the driver may be another copy than ours.

const transientNames: ReadonlySet<string> = new Set([
  'MongoClientClosedError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoOperationTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoServerClosedError',
  'MongoServerSelectionError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'PoolClearedOnNetworkError',
]);

const transientLabels: ReadonlySet<string> = new Set([
  'PoolRequestedRetry',
  'RetryableError',
  'RetryableWriteError',
  'SystemOverloadedError',
  'TransientTransactionError',
]);

/** The server's codes for "not now": no primary, shutting down, or out of time. */
const transientCodes: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  43, // CursorNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11601, // Interrupted
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** Codes of sockets and name service, whose errors the driver does not always wrap in its own. */
const transientSystemCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ETIMEDOUT',
]);

const duplicateKey = 11000;

const adviceByCode: ReadonlyMap<number | string, string> = new Map([
  [13, 'Give its user the readWrite role on the database'],
  [18, 'Check the user, the password and the authSource of the URL'],
  [8000, 'Check the user, the password and the authSource of the URL'],
  [79, 'Write concern "majority" must be possible: look at rs.status()'],
  [100, 'Write concern "majority" must be possible: look at rs.status()'],
  [85, 'Drop the index that stands in the way; the README lists those that are needed'],
  [86, 'Drop the index that stands in the way; the README lists those that are needed'],
  [duplicateKey, 'Two tasks would share a value of a unique index: look at the indexes of the collection'],
  [10334, 'The document is too large: submit less metadata'],
  [17280, 'The document is too large: submit less metadata'],
  [17419, 'The document is too large: submit less metadata'],
]);

/** True where a unique index already holds the value. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === duplicateKey;
}

/**
 * The error that the port promises for what the driver threw: `UnavailableError` where a later call
 * may succeed, else {@link MongoRepositoryError}; errors of Safelight's own stay as they are.
 *
 * @param operation what was tried, such as `save task a`
 */
export function repositoryError(error: unknown, operation: string): Error {
  if (isSafelightError(error)) return error;
  const said = messageOf(error).replace(/\.$/, '');
  if (isTransient(error)) {
    return new UnavailableError(
      'repository',
      `MongoDB cannot be reached to ${operation}: ${said}. Try again; check the URL and the servers if it lasts.`,
      { cause: error },
    );
  }
  return new MongoRepositoryError(`MongoDB did not ${operation}: ${said}. ${adviceFor(error)}.`, { cause: error });
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const labels: unknown = Reflect.get(error, 'errorLabels');
  if (Array.isArray(labels) && labels.some((label) => transientLabels.has(label))) return true;
  const code = codeOf(error);
  const isTransientCode = typeof code === 'string' ? transientSystemCodes.has(code) : transientCodes.has(code ?? 0);
  return isTransientCode || transientNames.has(error.name);
}

function codeOf(error: unknown): number | string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'number' || typeof code === 'string' ? code : undefined;
}

function adviceFor(error: unknown): string {
  // The driver runs out of its own buffer before the server sees what is far beyond the limit.
  if (error instanceof RangeError) return 'The document is too large: submit less metadata';
  return adviceByCode.get(codeOf(error) ?? 0) ?? "No retry will mend it: see the error's cause";
}
