import { availableParallelism } from 'node:os';

/** Where a contestant finds its photos, and where it leaves what it makes. */
export interface Folders {
  readonly photos: string;
  readonly output: string;
}

/** Somebody's way to make a photo's two derivatives, 1024 and 800 pixels wide, JPEG of quality 85. */
export interface ImageContestant {
  /** @param photo a file name in the folder of the photos */
  one(photo: string): Promise<void>;
  /** Many, in whatever order and however many at once suits it best. */
  batch?(photos: readonly string[]): Promise<void>;
}

/** Makes a contestant ready: what it does before its first photo is not measured. */
export type OpenContestant = (folders: Folders) => Promise<ImageContestant>;

/** Photos that are in hand at once where a contestant works on several: one more than cores, while another is read or written. */
export const photosInHand: number = availableParallelism() + 1;

/** The widths that everyone makes, as the default presets do. */
export const widths: readonly number[] = [1024, 800];
/** The quality that everyone encodes with. */
export const quality = 85;
