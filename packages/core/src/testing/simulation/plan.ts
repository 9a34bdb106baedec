import { between, pick, type Random, seededRandom } from '../seeded-random.ts';
import { drawClock, drawIncident, type Incident } from './incident.ts';

/** Something that a client of the service does. Times in milliseconds since the start. */
export type Step =
  | { readonly kind: 'submit'; readonly at: number; readonly index: number; readonly path: string }
  | { readonly kind: 'cancel'; readonly at: number; readonly index: number }
  | { readonly kind: 'replay'; readonly at: number; readonly index: number };

/** What happens in one run: all that the seed decides beforehand. */
export interface Plan {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly incidents: readonly Incident[];
  /** Finished jobs that the queues keep. */
  readonly retainedJobs: number;
}

/** When the last incident begins, in milliseconds. */
const horizon = 60_000;

/** Draws the plan of a seed. */
export function drawPlan(seed: number): Plan {
  const random = seededRandom(seed, 0x91a2);
  // Few tasks a seed: what goes wrong hits each of them, and more seeds bring more kinds of it.
  const tasks = pick(random, [1, 1, 1, 2, 2, 3]);
  const steps = Array.from({ length: tasks }, (_, index) => drawSteps(random, index)).flat();
  // One seed in twenty goes well, so that what is only repaired does not pass for what works.
  const incidents =
    random() < 0.05 ? [] : Array.from({ length: between(random, 1, 5) }, () => drawIncident(random, horizon));
  const clock = drawClock(seededRandom(seed, 0xc10c));
  if (clock) incidents.push(clock);
  return { seed, steps, incidents, retainedJobs: random() < 0.2 ? 0 : 1_000 };
}

function drawSteps(random: Random, index: number): readonly Step[] {
  const at = between(random, 0, 5_000);
  const name = pick(random, ['photo', 'photo', 'photo', 'photo', 'photo', 'photo', 'missing', 'poison']);
  const submit: Step = { kind: 'submit', at, index, path: `${name}-${index}.jpg` };
  return [submit, ...drawChanges(random, at, index)];
}

/** What a client changes its mind about: mostly while the work is under way. */
function drawChanges(random: Random, submittedAt: number, index: number): readonly Step[] {
  const draw = random();
  const early = submittedAt + between(random, 0, 12_000);
  const late = submittedAt + between(random, 500, horizon);
  if (draw < 0.12) return [{ kind: 'cancel', at: early, index }];
  if (draw < 0.3) {
    const soon = early + between(random, 1, random() < 0.5 ? 200 : 10_000);
    return [
      { kind: 'cancel', at: early, index },
      { kind: 'replay', at: soon, index },
    ];
  }
  if (draw < 0.5) return [{ kind: 'replay', at: late, index }];
  return [];
}
