import { check, fillOptions } from '@safelight/core';
import sharp from 'sharp';

/** What {@link configureSharp} sets, for the whole process. */
export interface SharpSettings {
  /** libvips's cache of operations. Each source is read once, so it only holds memory. Default false. */
  readonly cache: boolean;
  /**
   * Close every loader of libvips that `SharpImageProcessor` does not use: a second lock behind its own
   * check. Also closes reading from files (`sharp('a.jpg')`) for everyone in the process. Default true.
   */
  readonly onlySourceLoaders: boolean;
  /** libvips's threads for one image. Default: unchanged, which is one a core. */
  readonly threads?: number;
}

const openLoaders = ['Jpeg', 'Png', 'Webp', 'Tiff', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`);

/**
 * Sets up sharp for a process that does nothing else with it, such as a worker; call it once, at the
 * start. sharp keeps these settings for the whole process, which is why no constructor touches them.
 *
 * @throws {ConfigError} that lists every problem
 */
export function configureSharp(settings: Partial<SharpSettings> = {}): void {
  const { cache, onlySourceLoaders, threads } = fillOptions<SharpSettings>(
    'The settings of configureSharp()',
    settings,
    { cache: false, onlySourceLoaders: true },
    {
      cache: check.boolean,
      onlySourceLoaders: check.boolean,
      threads: check.optional(check.integer({ min: 1, max: 1024 })),
    },
  );
  sharp.cache(cache);
  if (threads !== undefined) sharp.concurrency(threads);
  if (onlySourceLoaders) {
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: openLoaders });
  }
}
