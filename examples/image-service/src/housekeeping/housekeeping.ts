import { setTimeout as pause } from 'node:timers/promises';
import {
  type AbortSignalLike,
  type ImageStore,
  type Lease,
  type Logger,
  onAbort,
  sweepImages,
  type TaskRepository,
} from '@safelight/core';
import type { HousekeepingConfig } from '../config/config.ts';
import { removeAbandoned, removeOldUploads } from './old-files.ts';
import { stoppableStore } from './stoppable-store.ts';

const oneDay = 86_400_000;
const oneMinute = 60_000;

/** What {@link Housekeeping} works on. */
export interface HousekeepingOptions extends HousekeepingConfig {
  readonly images: Pick<ImageStore, 'sweep'>;
  readonly repository: Pick<TaskRepository, 'referenced'>;
  /** Without one, every process cleans up: right, but double work. */
  readonly lease?: Lease | undefined;
  /** The folder of uploads. */
  readonly uploads: string;
  readonly log: Logger;
}

/** What one round removed, in files. */
export interface Removed {
  readonly derivatives: number;
  readonly uploads: number;
  readonly abandonedUploads: number;
}

/**
 * Removes now and then what nobody needs any more: derivatives that no task refers to, uploads that have not been
 * used for long, and what was left of uploads that were cut off. One process of a service at a time does it.
 */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  /** The first round comes within a minute, so that a process that is restarted often cleans up too. */
  start(): void {
    const { sweepEvery, lease, log } = this.#options;
    if (sweepEvery === 0) return;
    const running = lease === undefined ? this.#rounds(this.#closing.signal) : this.#wheneverHeld(lease);
    this.#running = running.catch((error: unknown) => {
      log.error({ err: error }, 'Housekeeping has ended; restart the process to begin it again.');
    });
  }

  /** Ends the round in hand where it is, and resolves once it has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  /**
   * One round, now.
   *
   * @param now milliseconds since the epoch
   * @param signal aborted, the round ends where it is
   * @throws what the disk or the repository throws; the rest of the round is done all the same
   */
  async clean(now: number, signal: AbortSignal): Promise<Removed> {
    const { images, repository, uploads, uploadRetention } = this.#options;
    const sweep = sweepImages({ images: stoppableStore(images, signal), repository, now });
    const [derivatives, files] = await Promise.allSettled([sweep, cleanUploads(uploads, now, uploadRetention, signal)]);
    if (derivatives.status === 'rejected') throw derivatives.reason;
    if (files.status === 'rejected') throw files.reason;
    return { derivatives: derivatives.value, ...files.value };
  }

  /** A lease that is lost is waited for again. */
  async #wheneverHeld(lease: Lease): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const work = (lost: AbortSignalLike): Promise<void> => {
        const over = new AbortController();
        onAbort(lost, () => over.abort());
        return this.#rounds(over.signal);
      };
      await lease.hold('housekeeping', work, signal);
    }
  }

  async #rounds(signal: AbortSignal): Promise<void> {
    const { sweepEvery } = this.#options;
    let wait = Math.min(sweepEvery, oneMinute) * Math.random();
    while (await passes(wait, signal)) {
      await this.#round(signal);
      // A tenth to either side, so that services that began together do not clean up together for ever.
      wait = sweepEvery * (0.9 + 0.2 * Math.random());
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    const startedAt = performance.now();
    try {
      const removed = await this.clean(Date.now(), signal);
      log.info({ ...removed, ms: Math.round(performance.now() - startedAt) }, 'Cleaned up.');
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, 'Not all could be cleaned up; the next round tries again.');
    }
  }
}

async function cleanUploads(
  folder: string,
  now: number,
  retention: number,
  signal: AbortSignal,
): Promise<Omit<Removed, 'derivatives'>> {
  const uploads = retention === 0 ? 0 : await removeOldUploads(folder, now - retention, signal);
  return { uploads, abandonedUploads: await removeAbandoned(folder, now - oneDay, signal) };
}

/** True once the time has passed, false as soon as the signal aborts. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, true, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
