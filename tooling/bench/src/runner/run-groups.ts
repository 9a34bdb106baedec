import type { Collected } from '../report/collected.ts';
import { Collector } from '../report/collector.ts';
import type { Screen } from '../report/screen.ts';
import type { Group } from './group.ts';

/** How groups are run. */
export interface RunOptions {
  readonly groups: readonly Group[];
  readonly quick: boolean;
  readonly screen: Screen;
}

/**
 * Runs the groups one after the other. A group that fails does not take the others' figures with it.
 */
export async function runGroups({ groups, quick, screen }: RunOptions): Promise<readonly Collected[]> {
  const all: Collected[] = [];
  for (const group of groups) {
    const report = new Collector((text) => screen.print(text));
    const startedAt = performance.now();
    screen.print(`\n== ${group.name} ==`);
    try {
      const log = (progress: string): void => screen.progress(`${group.name}: ${progress}`);
      const lines = await group.run({ quick, report, log });
      all.push({ group: group.name, seconds: secondsSince(startedAt), lines, ...report.collected() });
    } catch (error) {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      screen.print(`The group ${group.name} failed: ${failure}`);
      all.push({ group: group.name, seconds: secondsSince(startedAt), lines: [], failure, ...report.collected() });
    }
  }
  return all;
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
