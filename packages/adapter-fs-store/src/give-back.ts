/**
 * Detaches the bytes from their memory. To the garbage collector an array of any size is a small object, so
 * photos that are done with pile up (60 MB and more) before it takes an interest; detached memory is freed
 * at its next small round, or at once.
 */
export function giveBack({ buffer }: Uint8Array): void {
  // A shared one can't be detached, and is not for us to take.
  if (buffer instanceof ArrayBuffer) structuredClone(undefined, { transfer: [buffer] });
}
