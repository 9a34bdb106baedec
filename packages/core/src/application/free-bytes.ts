/** What this file uses of the platform. */
interface Platform {
  readonly MessageChannel?: new () => { readonly port1: Port };
}

interface Port {
  close(): void;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
}

/** A closed port: what is sent through it is taken from the sender, and gone. */
let closed: Port | undefined;

/**
 * Gives the memory of bytes back at once, the whole `ArrayBuffer` that they lie in; they are empty from
 * now on. For an adapter that is done with megabytes: to the garbage collector they are a small object, so
 * that they pile up, and then have it look through the whole heap again and again. Nobody may be reading
 * them, native code included, which would read memory that is somebody else's.
 *
 * Does nothing where the platform has no `MessageChannel`, or where the memory is shared. Memory that can't be
 * taken away, such as a pooled `Buffer`'s, stays; from Node 21 on that is an error.
 *
 * @throws {Error} a `DataCloneError` for such memory
 */
export function freeBytes({ buffer }: Uint8Array): void {
  const { MessageChannel } = globalThis as Platform;
  if (MessageChannel === undefined || !(buffer instanceof ArrayBuffer)) return;
  if (closed === undefined) {
    closed = new MessageChannel().port1;
    closed.close();
  }
  closed.postMessage(undefined, [buffer]);
}
