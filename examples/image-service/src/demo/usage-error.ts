/** The demo can't begin as it was called, or not on this machine; the message says what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
