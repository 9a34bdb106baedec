import type { Request } from 'express';
import { HttpProblemError } from '../http/problems.ts';
import type { ReceivedForm, UploadForm } from './form.ts';

/** How long a client may go on sending what is not wanted any more, in milliseconds. */
const patience = 10_000;

/** The least that a client must bring. */
export interface Pace {
  readonly bytes: number;
  /** In each span of so many milliseconds. */
  readonly within: number;
}

/**
 * 2 KiB/s, less than any phone network brings. There are few places for uploads: who sends a byte now and then to keep
 * one, would shut all others out.
 */
export const slowestPace: Pace = { bytes: 64 * 1024, within: 30_000 };

/** What a body must keep to. */
export interface BodyBounds {
  /** Bytes at most. */
  readonly limit: number;
  readonly pace: Pace;
}

/**
 * Reads the form of a request whose body keeps to its bounds.
 *
 * @throws `tooLarge`, without a look at the body where its length is told, else with the first byte too many
 * @throws {HttpProblemError} `REQUEST_TIMEOUT` as soon as it falls behind the pace
 */
export async function readWithin(
  request: Request,
  { limit, pace }: BodyBounds,
  tooLarge: Error,
  form: UploadForm,
): Promise<ReceivedForm> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
  let timer: NodeJS.Timeout | undefined;
  const outOfBounds = new Promise<never>((_resolve, reject) => {
    let size = 0;
    let before = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge);
    });
    timer = setInterval(() => {
      if (size - before < pace.bytes) reject(tooSlow(pace));
      before = size;
    }, pace.within).unref();
  });
  try {
    return await Promise.race([outOfBounds, form.read(request)]);
  } finally {
    clearInterval(timer);
  }
}

function tooSlow({ bytes, within }: Pace): HttpProblemError {
  const what = `Less than ${bytes} bytes came in ${within / 1_000} seconds, and the upload was ended.`;
  return new HttpProblemError('REQUEST_TIMEOUT', `${what} Send it again over a faster connection.`);
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
