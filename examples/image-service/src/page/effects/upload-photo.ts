import { mayPass, type Problem, ProblemError } from '../api/problem.ts';
import { type Photo, sendPhoto } from '../api/send-photo.ts';
import type { TaskView } from '../api/wire.ts';
import type { UploadPhase } from '../state/model.ts';

const firstDelay = 1_000;
const longestDelay = 15_000;
/** Broken connections that are put down to the photo, where the service itself answers meanwhile. */
const mostBreaks = 4;

/** What an upload needs to know of the world. */
export interface UploadContext {
  /** Told of each phase. */
  onPhase(phase: UploadPhase): void;
  /** Waits before another try; ends early when the service is back. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** True while the service answers other requests. */
  isLive(): boolean;
}

/**
 * Sends a photo until it is accepted or refused, under one key: a network that fails, or a service that is away,
 * only takes longer.
 *
 * @throws {ProblemError} when it was refused
 * @throws the signal's reason when it aborted
 */
export async function uploadPhoto(photo: Photo, context: UploadContext, signal: AbortSignal): Promise<TaskView> {
  let breaks = 0;
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    try {
      context.onPhase({ kind: 'sending', sent: 0 });
      return await sendPhoto(photo, (sent) => context.onPhase({ kind: 'sending', sent }), signal);
    } catch (error) {
      if (!(error instanceof ProblemError) || !mayPass(error)) throw error;
      breaks = error.problem.status === 0 && context.isLive() ? breaks + 1 : 0;
      if (breaks >= mostBreaks) throw new ProblemError(brokenOff, { cause: error });
      context.onPhase({ kind: 'retrying', failures: failures + 1 });
      await context.pause(error.retryAfter ?? Math.min(firstDelay * 2 ** failures, longestDelay), signal);
    }
  }
}

const brokenOff: Problem = {
  status: 0,
  code: 'BROKEN_OFF',
  title: 'The connection breaks while this photo is sent',
  detail:
    'The service answers, but the connection breaks each time while this photo is sent. It may be larger than the ' +
    'service, or a proxy before it, takes.',
  problems: [],
};
