import { isSafelightError, SafelightError } from '@safelight/core';

const repositoryFailed = 'REPOSITORY_FAILED';

/**
 * MongoDB refused, and will refuse again: missing rights, a document that is too large, an index that
 * stands in the way. Its code is `REPOSITORY_FAILED`; the message says what to do; `cause` is the
 * driver's own error.
 */
export class MongoRepositoryError extends SafelightError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(repositoryFailed, message, options);
  }
}

/** True for {@link MongoRepositoryError}, also one from another installed copy of this package. */
export function isMongoRepositoryError(error: unknown): error is MongoRepositoryError {
  return isSafelightError(error) && error.code === repositoryFailed;
}
