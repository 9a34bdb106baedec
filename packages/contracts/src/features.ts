import { ConfigError } from '@safelight/core';

/** What only some engines can show, each with the sentence that a report gives for it. */
export type FeatureDescriptions<F extends string> = { readonly [K in F]: string };

/** Turns features off: `{ durable: false }`. What is not named is on. */
export type FeatureFlags<F extends string> = { readonly [K in F]?: boolean };

/** @internal Fills the flags, and reports names and values that are no features. */
export function fillFeatures<F extends string>(
  port: string,
  known: FeatureDescriptions<F>,
  flags: FeatureFlags<F> = {},
): (feature: F) => boolean {
  const problems = Object.entries(flags).flatMap(([name, value]) => {
    if (!(name in known)) return [`${name}: is not a feature; features are ${Object.keys(known).join(', ') || 'none'}`];
    return typeof value === 'boolean' ? [] : [`${name}: must be true or false, got ${String(value)}`];
  });
  if (problems.length > 0) throw new ConfigError(`The feature flags of the ${port} contract`, problems);
  return (feature) => flags[feature] ?? true;
}
