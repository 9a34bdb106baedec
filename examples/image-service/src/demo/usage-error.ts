/** The demo was called in a way that it can't follow; the message says what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
