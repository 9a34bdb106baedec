import type { Source, SourceReader } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some readers can show. */
export type SourceReaderFeature = 'roots' | 'symlinks' | 'specialFiles' | 'sizeLimit';

/** @internal */
export const sourceReaderFeatures: FeatureDescriptions<SourceReaderFeature> = {
  roots: 'only what lies inside an allowed root is read',
  symlinks: 'a link that leads out of the root is not followed',
  specialFiles: 'what is no regular file is not read',
  sizeLimit: 'a source beyond the limit is not read',
};

/** A place for sources, for one case. */
export interface SourceReaderHarness extends Harness {
  /** A reader as another process would have it, of the same place. */
  connect(): Promise<SourceReader>;
  readonly probe: SourceReaderProbe;
}

/** Puts sources where the reader finds them, or must not. */
export interface SourceReaderProbe {
  /** Puts a source where it may be read. */
  place(name: string, bytes: Uint8Array): Promise<Source>;
  /** Names a source inside the allowed place where nothing is. */
  missing(): Promise<Source>;
  /**
   * Feature `roots`: sources that exist outside the allowed root, each named in another way: with `..`,
   * by an absolute path, in a sibling folder whose name begins as the root's does, with `..` in the middle.
   */
  outside?(): Promise<readonly Source[]>;
  /** Feature `symlinks`: links inside the root, to a file and through a folder, that lead out of it. */
  linksOut?(): Promise<readonly Source[]>;
  /** Feature `specialFiles`: a folder, and what else the platform has: a FIFO, a device. */
  special?(): Promise<readonly Source[]>;
  /** Feature `sizeLimit`: the limit in bytes, small enough for a test to fill. */
  readonly maxBytes?: number;
}

/** @internal */
export type SourceReaderCase = Case<SourceReaderHarness, SourceReaderFeature>;
