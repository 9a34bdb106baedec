import { doubled } from './doubled.ts';
import type { Evidence, Harm } from './evidence.ts';
import { orphans, partial } from './files.ts';
import { lost } from './lost.ts';
import { illegal } from './sequence.ts';
import { stuck } from './stuck.ts';

/** Everything that is wrong with a run; nothing where every promise was kept. */
export function judge(evidence: Evidence): readonly Harm[] {
  return [lost, doubled, stuck, illegal, partial, orphans].flatMap((judgement) => judgement(evidence));
}
