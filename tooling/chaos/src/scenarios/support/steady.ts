import type { Fleet } from '../../fleet/fleet.ts';

/** Takes down how often processes have ended by themselves; the result tells of those that did so since. */
export function steadiness(fleet: Pick<Fleet, 'unexpectedEnds'>): () => readonly string[] {
  const before = fleet.unexpectedEnds;
  return () =>
    Object.entries(fleet.unexpectedEnds)
      .filter(([name, count]) => count > (before[name] ?? 0))
      .map(([name]) => `${name} ended, and nobody had asked it to.`);
}
