/** A process can't start here and now; the message says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
