import type { FsStoreOptions } from '@safelight/adapter-fs-store';
import type { ImageService } from '../composition/image-service.ts';
import type { Module } from '../composition/module.ts';

/** What `--engines` may name. */
export const engineNames = ['embedded', 'redis-mongo'] as const;
/** One of {@link engineNames}. */
export type EngineName = (typeof engineNames)[number];

/** The variables of the process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a run of the demo works on: engines, and the servers behind them. */
export interface Stage {
  /** A line on each server; none where the engines are in this process. */
  readonly servers: readonly string[];
  /**
   * The service on these engines, not started.
   *
   * @param notice called with what the user should know besides the events, such as an outage
   * @param more what the service has besides, such as a page
   */
  compose(folders: FsStoreOptions, notice: (text: string) => void, more: readonly Module[]): ImageService;
  /** Ends what was started for the engines, after the service; gives what could not be ended, a sentence each. */
  close(): Promise<readonly string[]>;
}
