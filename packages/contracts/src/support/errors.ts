import assert from 'node:assert/strict';
import { type ErrorCode, isPermanentProcessingError, isSafelightError } from '@safelight/core';
import { within } from './waiting.ts';

/** Checks that the work rejects with one of Safelight's errors of this code, in time. */
export async function rejectsWith(ms: number, code: ErrorCode, what: string, work: Promise<unknown>): Promise<void> {
  const error = await errorOf(ms, what, work);
  assert.ok(isSafelightError(error), `${what}: must reject with a Safelight error ${code}, got ${String(error)}`);
  assert.equal(error.code, code, `${what}: rejected with another code (${error.message})`);
}

/** Like {@link rejectsWith}, for an error that no retry can mend. */
export async function rejectsForGood(ms: number, code: ErrorCode, what: string, work: Promise<unknown>): Promise<void> {
  await rejectsWith(ms, code, what, work);
  const error = await errorOf(ms, what, work);
  assert.ok(isPermanentProcessingError(error), `${what}: ${code} must be a PermanentProcessingError`);
}

/** What the work rejects with. */
export function errorOf(ms: number, what: string, work: Promise<unknown>): Promise<unknown> {
  return within(
    ms,
    what,
    work.then(
      (value) => assert.fail(`${what}: must reject, gave ${JSON.stringify(value)}`),
      (error: unknown) => error,
    ),
  );
}
