import path from 'node:path';
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
import { uploadsFolder } from '../uploads/folders.ts';
import { removeAbandoned } from './old-files.ts';
import { removeOldUploads } from './old-uploads.ts';
import { stoppableStore } from './stoppable-store.ts';
import { uploadsInUse } from './uploads-in-use.ts';

const oneDay = 86_400_000;
const oneMinute = 60_000;

/** What {@link Housekeeping} works on. */
export interface HousekeepingOptions extends HousekeepingConfig {
  readonly images: Pick<ImageStore, 'sweep'>;
  readonly repository: Pick<TaskRepository, 'referenced' | 'list'>;
  /** Without one, every process cleans up: right, but double work. */
  readonly lease?: Lease | undefined;
  /** The folder that sources are read from, absolute; uploads lie in its folder `uploads`. */
  readonly inputDir: string;
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
 * used for long and that no task under way and no dead letter needs, and what was left of uploads that were cut off.
 * One process of a service at a time does it.
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
    const { images, repository } = this.#options;
    const sweep = sweepImages({ images: stoppableStore(images, signal), repository, now });
    const [derivatives, files] = await Promise.allSettled([sweep, this.#cleanUploads(now, signal)]);
    if (derivatives.status === 'rejected') throw derivatives.reason;
    if (files.status === 'rejected') throw files.reason;
    return { derivatives: derivatives.value, ...files.value };
  }

  async #cleanUploads(now: number, signal: AbortSignal): Promise<Omit<Removed, 'derivatives'>> {
    const { repository, inputDir, uploadRetention } = this.#options;
    const folder = path.join(inputDir, uploadsFolder);
    const abandonedUploads = await removeAbandoned(folder, now - oneDay, signal);
    if (uploadRetention === 0) return { uploads: 0, abandonedUploads };
    const inUse = (files: readonly string[]): Promise<ReadonlySet<string>> =>
      uploadsInUse(repository, inputDir, files, signal);
    const uploads = await removeOldUploads({ folder, before: now - uploadRetention, inUse, signal });
    return { uploads, abandonedUploads };
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

/** True once the time has passed, false as soon as the signal aborts. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, true, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
