import type { Request } from 'express';
import type { ReceivedForm, UploadForm } from './form.ts';

/** How long a client may go on sending what is not wanted any more, in milliseconds. */
const patience = 10_000;

/**
 * Reads the form of a request whose body has no more than `limit` bytes.
 *
 * @throws `problem`, without a look at the body where its length is told, else with the first byte too many
 */
export async function readUpTo(
  request: Request,
  limit: number,
  problem: Error,
  form: UploadForm,
): Promise<ReceivedForm> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw problem;
  const tooMuch = new Promise<never>((_resolve, reject) => {
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(problem);
    });
  });
  return await Promise.race([tooMuch, form.read(request)]);
}

/**
 * Lets go of the rest of a body that is refused. It is read on for a while, and thrown away: a connection that is
 * closed under a client that still sends would take the answer with it. So the answer does not close it either,
 * whatever client or drain want: the end of the body does, or the client, or the time.
 */
export function discardRest(request: Request): void {
  const { res } = request;
  if (request.complete || request.destroyed || res === undefined) return;
  res.shouldKeepAlive = true;
  res.removeHeader('connection');
  const timer = setTimeout(() => request.destroy(), patience).unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
