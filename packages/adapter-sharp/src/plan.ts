import type { Preset } from '@safelight/core';
import { type Geometry, geometryOf, type Size } from './geometry.ts';

/** One encoding, and every preset that it is the derivative of. */
export interface Output {
  readonly geometry: Geometry;
  readonly presets: readonly [Preset, ...Preset[]];
}

/** One decode of the source into the pixels of `frame`, and what is made from them. */
export interface Pass {
  readonly frame: Size;
  readonly outputs: readonly Output[];
}

/**
 * From how much larger pixels a derivative may be made without losing quality. Resampling twice costs
 * up to 0.7 dB where the two sizes are close; from this ratio on it is even with a decode of its own.
 */
const shareRatio = 1.25;

/**
 * Plans the fewest decodes that lose no quality: the largest frame first, smaller ones from its pixels,
 * and presets that come to the same derivative (nothing to resize, for example) encoded once.
 */
export function planPasses(source: Size, presets: readonly Preset[]): readonly Pass[] {
  const outputs = outputsOf(source, presets).sort((a, b) => area(b.geometry.frame) - area(a.geometry.frame));
  const passes: { readonly frame: Size; readonly outputs: Output[] }[] = [];
  for (const output of outputs) {
    const { frame } = output.geometry;
    const pass = passes.find((one) => canShare(source, one.frame, frame));
    if (pass) pass.outputs.push(output);
    else passes.push({ frame, outputs: [output] });
  }
  return passes;
}

function outputsOf(source: Size, presets: readonly Preset[]): Output[] {
  const outputs = new Map<string, Output>();
  for (const preset of presets) {
    const geometry = geometryOf(source, preset);
    const quality = preset.format === 'png' ? undefined : preset.quality;
    const key = JSON.stringify([geometry.frame, geometry.crop, preset.format, quality, preset.effort ?? 'normal']);
    const same = outputs.get(key);
    outputs.set(key, same ? { geometry, presets: [...same.presets, preset] } : { geometry, presets: [preset] });
  }
  return [...outputs.values()];
}

/** From an undiminished source, nothing is resampled twice. */
function canShare(source: Size, from: Size, to: Size): boolean {
  return equal(from, source) || equal(from, to) || longSide(from) >= longSide(to) * shareRatio;
}

function equal(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function longSide({ width, height }: Size): number {
  return Math.max(width, height);
}

function area({ width, height }: Size): number {
  return width * height;
}
