import { type Derivative, definePresets, type Preset, type PresetOptions } from '@safelight/core';
import { type SharpProcessorOptions, sharpProcessor } from '../../src/index.ts';

/** Never aborts. */
export const calm: AbortSignal = new AbortController().signal;

/** Whole presets from what a team would write. */
export function presetsOf(recipes: Record<string, PresetOptions>): readonly Preset[] {
  return definePresets(recipes).all;
}

/** Every derivative of the source, in the order they came. */
export async function deriveAll(
  source: Uint8Array,
  recipes: Record<string, PresetOptions>,
  options: Partial<SharpProcessorOptions> = {},
): Promise<Derivative[]> {
  const derivatives: Derivative[] = [];
  for await (const derivative of sharpProcessor(options).derive(source, presetsOf(recipes), { signal: calm })) {
    derivatives.push(derivative);
  }
  return derivatives;
}

/** The only derivative of the source for one recipe. */
export async function deriveOne(
  source: Uint8Array,
  recipe: PresetOptions,
  options: Partial<SharpProcessorOptions> = {},
): Promise<Derivative> {
  const [derivative] = await deriveAll(source, { only: recipe }, options);
  if (!derivative) throw new Error('nothing was derived');
  return derivative;
}

/** What deriving the source throws. */
export async function failureOf(source: Uint8Array, options: Partial<SharpProcessorOptions> = {}): Promise<unknown> {
  return deriveAll(source, { '1024': { width: 1024 }, '800': { width: 800 } }, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}
