import assert from 'node:assert/strict';

/**
 * What a probe of a feature gives: `probed(harness.probe.cut?.(), 'probe.cut')`. Fails where the harness
 * has no such probe although the feature is on.
 */
export function probed<T>(given: Promise<T> | undefined, name: string): Promise<T> {
  assert.ok(given, `The harness has no ${name}: give it one, or turn the feature off that needs it.`);
  return given;
}
