import type { Preset } from '@safelight/core';

/** Pixels, the right way up. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in its pixels. */
interface Area extends Size {
  readonly left: number;
  readonly top: number;
}

/** How a preset sees a source: the whole picture scaled to `frame`, then cut to `crop`. */
export interface Geometry {
  readonly frame: Size;
  /** Absent where the whole frame is kept. */
  readonly crop?: Area;
}

/**
 * The geometry of a preset for a source of this size (the original's, oriented). Sizes are the ones
 * that sharp gives for a whole decode: computed here, from the original, they stay true when the
 * pixels come from a reduced decode or from another derivative.
 */
export function geometryOf(source: Size, preset: Pick<Preset, 'width' | 'height' | 'fit'>): Geometry {
  const byWidth = source.width / preset.width;
  const byHeight = preset.height === undefined ? undefined : source.height / preset.height;
  if (preset.fit === 'inside' || byHeight === undefined || preset.height === undefined) {
    return { frame: shrunk(source, Math.max(1, byWidth, byHeight ?? 1)) };
  }
  // Where the source can't fill the box, the box shrinks and keeps its shape: nothing is enlarged.
  const shrink = Math.min(byWidth, byHeight);
  const box = shrunk({ width: preset.width, height: preset.height }, Math.max(1, 1 / shrink));
  const scaled = shrunk(source, Math.max(1, shrink));
  const frame = { width: Math.max(scaled.width, box.width), height: Math.max(scaled.height, box.height) };
  if (frame.width === box.width && frame.height === box.height) return { frame };
  return { frame, crop: { ...box, left: middle(frame.width, box.width), top: middle(frame.height, box.height) } };
}

/** What the geometry gives: the size of the derivative. */
export function sizeOf({ frame, crop }: Geometry): Size {
  return crop ?? frame;
}

/** sharp hands libvips the scale, which divides by its reciprocal: that decides where the result is half a pixel. */
function shrunk(size: Size, shrink: number): Size {
  const divisor = 1 / (1 / shrink);
  return { width: atLeastOne(size.width / divisor), height: atLeastOne(size.height / divisor) };
}

function atLeastOne(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}

function middle(whole: number, part: number): number {
  return Math.floor((whole - part + 1) / 2);
}
