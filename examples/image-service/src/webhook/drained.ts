/** More than this is not read of a body that nobody needs. */
const mostBytes = 65_536;

/** Reads the body to its end, so that the connection can be used again; a long one is given up with it. */
export async function drained({ body }: Response): Promise<void> {
  if (body === null) return;
  let bytes = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return;
  }
}
