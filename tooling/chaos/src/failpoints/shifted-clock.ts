import { type Runtime, systemRuntime } from '@safelight/core';

/** The platform's runtime with a clock that is `offset` milliseconds ahead. */
export function shiftedClock(offset: number): Runtime {
  const runtime = systemRuntime();
  return { ...runtime, now: () => runtime.now() + offset };
}
