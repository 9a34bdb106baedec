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
 * Memory that can't be taken away stays: shared memory, a pooled `Buffer`'s, and any where the platform has
 * no `MessageChannel`. Never throws.
 */
export function freeBytes({ buffer }: Uint8Array): void {
  const { MessageChannel } = globalThis as Platform;
  if (MessageChannel === undefined || !(buffer instanceof ArrayBuffer)) return;
  if (closed === undefined) {
    closed = new MessageChannel().port1;
    closed.close();
  }
  try {
    closed.postMessage(undefined, [buffer]);
  } catch (error) {
    // What can't be taken away: Node 20 passes it over, newer ones throw this.
    if (!(error instanceof Error) || error.name !== 'DataCloneError') throw error;
  }
}
