import type { ImageStore } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some stores, or harnesses, can show. */
export type ImageStoreFeature = 'parts' | 'failure';

/** @internal */
export const imageStoreFeatures: FeatureDescriptions<ImageStoreFeature> = {
  parts: 'a part that a crashed write left behind is swept once it is old',
  failure: 'a write that fails leaves nothing behind and can be repeated',
};

/** An empty store, for one case. */
export interface ImageStoreHarness extends Harness {
  /** What every key begins with, such as `/output`. */
  readonly prefix: string;
  /** A client as another process would have it, on the same store. */
  connect(): Promise<ImageStore>;
  readonly probe: ImageStoreProbe;
}

/** Looks at the store, and does to it, what no client would. */
export interface ImageStoreProbe {
  /**
   * Everything that is kept, one name a file, temporary files and parts included, and what was written
   * beside the store's own place if the harness can see it. Folders do not count.
   */
  files(): Promise<readonly string[]>;
  /** The bytes that a reader gets for the key now; undefined where there are none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Sets when the file of the key was last written or reused; milliseconds since the epoch. */
  age(key: string, modifiedAt: number): Promise<void>;
  /** Feature `parts`: leaves what a write that crashed midway would, last written at `modifiedAt`. */
  plantPart?(modifiedAt: number): Promise<void>;
  /** Feature `failure`: from now on writes fail for a reason that may pass, such as a full disk. */
  breakWrites?(): Promise<void>;
  /** Feature `failure`: ends what `breakWrites` began. */
  mendWrites?(): Promise<void>;
}

/** @internal */
export type ImageStoreCase = Case<ImageStoreHarness, ImageStoreFeature>;
