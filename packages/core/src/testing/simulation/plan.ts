import { between, pick, type Random, seededRandom } from '../seeded-random.ts';

/** The processes of a simulated service. */
export const processNames = ['api-1', 'api-2', 'worker-1', 'worker-2'] as const;
/** One of {@link processNames}. */
export type ProcessName = (typeof processNames)[number];

/** The outside services that can fail. Consumers and events belong to the queue. */
export type ServiceName = 'queue' | 'repository' | 'cache' | 'lease' | 'sources' | 'images';

/** Something that goes wrong. Times in milliseconds since the start. */
export type Incident =
  | { readonly kind: 'crash'; readonly at: number; readonly process: ProcessName; readonly down: number }
  | {
      readonly kind: 'crash-at-call';
      readonly process: ProcessName;
      readonly operation: string;
      /** From 1. */
      readonly nth: number;
      /** `after`: the call took effect, the process never learns of it. */
      readonly when: 'before' | 'after';
      readonly down: number;
    }
  | { readonly kind: 'pause'; readonly at: number; readonly process: ProcessName; readonly lasting: number }
  | { readonly kind: 'outage'; readonly at: number; readonly service: ServiceName; readonly lasting: number }
  | {
      readonly kind: 'slowness';
      readonly at: number;
      readonly service: ServiceName;
      readonly lasting: number;
      readonly by: number;
    }
  | { readonly kind: 'queues-flushed'; readonly at: number }
  | { readonly kind: 'stream-lost'; readonly at: number }
  | { readonly kind: 'position-forgotten'; readonly at: number }
  | { readonly kind: 'bad-weather'; readonly loses: number; readonly doubles: number; readonly delays: number };

/** Something that a client of the service does. */
export type Step =
  | { readonly kind: 'submit'; readonly at: number; readonly index: number; readonly path: string }
  | { readonly kind: 'cancel'; readonly at: number; readonly index: number }
  | { readonly kind: 'replay'; readonly at: number; readonly index: number };

/** What happens in one run: all that the seed decides beforehand. */
export interface Plan {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly incidents: readonly Incident[];
}

/** When the last incident begins, in milliseconds. */
const horizon = 60_000;

const apiCalls = [
  'repository.insert',
  'repository.save',
  'repository.get',
  'repository.due',
  'queue.enqueue',
  'queue.inspect',
  'queue.cancel',
  'bus.publish',
  'events.read',
  'events.commit',
] as const;
const workerCalls = [
  'consumer.take',
  'consumer.tell',
  'sources.read',
  'processor.derive',
  'images.write',
  'consumer.complete',
  'consumer.fail',
] as const;

/** Draws the plan of a seed. */
export function drawPlan(seed: number): Plan {
  const random = seededRandom(seed, 0x91a2);
  const tasks = between(random, 1, 3);
  const steps = Array.from({ length: tasks }, (_, index) => drawSteps(random, index)).flat();
  const incidents = Array.from({ length: between(random, 1, 5) }, () => drawIncident(random));
  return { seed, steps, incidents };
}

function drawSteps(random: Random, index: number): readonly Step[] {
  const at = between(random, 0, 5_000);
  const name = pick(random, ['photo', 'photo', 'photo', 'photo', 'photo', 'photo', 'missing', 'poison']);
  const steps: Step[] = [{ kind: 'submit', at, index, path: `${name}-${index}.jpg` }];
  if (random() < 0.15) steps.push({ kind: 'cancel', at: at + between(random, 0, 10_000), index });
  if (random() < 0.3) steps.push({ kind: 'replay', at: at + between(random, 500, horizon), index });
  return steps;
}

function drawIncident(random: Random): Incident {
  const at = between(random, 0, random() < 0.5 ? 6_000 : horizon);
  const process = pick(random, processNames);
  const down = between(random, 100, 20_000);
  const lasting = between(random, 500, 30_000);
  const service = pick<ServiceName>(random, ['queue', 'repository', 'cache', 'lease', 'sources', 'images']);
  const draw = random();
  if (draw < 0.12) return { kind: 'crash', at, process, down };
  if (draw < 0.52) {
    const operation = process.startsWith('api') ? pick(random, apiCalls) : pick(random, workerCalls);
    const when = random() < 0.5 ? 'before' : 'after';
    return { kind: 'crash-at-call', process, operation, nth: between(random, 1, 4), when, down };
  }
  if (draw < 0.64) return { kind: 'pause', at, process, lasting: between(random, 1_000, 90_000) };
  if (draw < 0.76) return { kind: 'outage', at, service, lasting };
  if (draw < 0.82) return { kind: 'slowness', at, service, lasting, by: between(random, 50, 3_000) };
  if (draw < 0.87) return { kind: 'queues-flushed', at };
  if (draw < 0.91) return { kind: 'stream-lost', at };
  if (draw < 0.95) return { kind: 'position-forgotten', at };
  return { kind: 'bad-weather', loses: random() * 0.5, doubles: random() * 0.3, delays: random() * 0.3 };
}

/** One line for the timeline. */
export function describe(incident: Incident): string {
  switch (incident.kind) {
    case 'crash':
      return `${incident.process} is killed, and starts again after ${incident.down} ms`;
    case 'crash-at-call':
      return `${incident.process} is killed ${incident.when} its ${incident.operation} no. ${incident.nth}, and starts again after ${incident.down} ms`;
    case 'pause':
      return `${incident.process} is paused for ${incident.lasting} ms`;
    case 'outage':
      return `${incident.service} is down for ${incident.lasting} ms`;
    case 'slowness':
      return `${incident.service} takes ${incident.by} ms a call for ${incident.lasting} ms`;
    case 'queues-flushed':
      return 'the queues lose all they know';
    case 'stream-lost':
      return 'the event streams are lost, with their positions';
    case 'position-forgotten':
      return 'the saved positions are lost';
    case 'bad-weather':
      return `the bus loses ${share(incident.loses)}, doubles ${share(incident.doubles)} and delays ${share(incident.delays)} of its messages`;
  }
}

function share(part: number): string {
  return `${Math.round(part * 100)} %`;
}
