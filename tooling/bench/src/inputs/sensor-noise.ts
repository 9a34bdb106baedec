import { seededRandom } from '../runner/random.ts';

/**
 * Adds a sensor's noise to 8-bit samples, in place: the brighter a sample, the more photons it counted,
 * and its noise grows with their root. Without noise an enlarged photo has next to no detail, so that a
 * decoder would have far less to do than with a camera's file. The same seed gives the same noise.
 */
export function addSensorNoise(samples: Uint8Array, seed: number): void {
  const random = seededRandom(seed);
  const gauss = Float32Array.from({ length: 2 ** 16 }, () => gaussian(random()));
  const deviation = Float32Array.from({ length: 256 }, (_none, value) => 2 + 4 * Math.sqrt(value / 255));
  let state = seed >>> 0;
  // By index: an iterator over the 150 million samples of a large photo takes ten times as long.
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] ?? 0;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = (deviation[value] ?? 0) * (gauss[state >>> 16] ?? 0);
    samples[index] = Math.min(255, Math.max(0, Math.round(value + noise)));
  }
}

/** A value of the standard normal distribution for one that is evenly spread over 0 to 1 (logistic approximation). */
function gaussian(even: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, even));
  return Math.log(inside / (1 - inside)) / 1.702;
}
