import { between, pick, type Random } from '../seeded-random.ts';

/** The processes of a simulated service: two run the pipeline, two the worker. */
export const processNames = ['api-1', 'api-2', 'worker-1', 'worker-2'] as const;
/** The name of a simulated process: `api-1` and `api-2` run the pipeline, `worker-1` and `worker-2` the worker. */
export type ProcessName = (typeof processNames)[number];

/** The outside services that can fail. Consumers and events belong to the queue. */
export type ServiceName = 'queue' | 'repository' | 'cache' | 'lease' | 'bus' | 'sources' | 'images';

const serviceNames: readonly [ServiceName, ...ServiceName[]] = [
  'queue',
  'repository',
  'cache',
  'lease',
  'bus',
  'sources',
  'images',
];

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
  | {
      readonly kind: 'pause-at-call';
      readonly process: ProcessName;
      readonly operation: string;
      /** From 1. The call takes effect, and is answered once the process goes on. */
      readonly nth: number;
      readonly lasting: number;
    }
  | { readonly kind: 'restart'; readonly at: number; readonly process: ProcessName; readonly down: number }
  | { readonly kind: 'outage'; readonly at: number; readonly service: ServiceName; readonly lasting: number }
  | {
      readonly kind: 'slowness';
      readonly at: number;
      readonly service: ServiceName;
      readonly lasting: number;
      readonly by: number;
    }
  | { readonly kind: 'queues-flushed'; readonly at: number }
  | { readonly kind: 'jobs-lost'; readonly at: number }
  | { readonly kind: 'stream-lost'; readonly at: number }
  | { readonly kind: 'stream-trimmed'; readonly at: number; readonly keep: number }
  | { readonly kind: 'position-forgotten'; readonly at: number }
  /** All through the run; `by` milliseconds, ahead or behind. */
  | { readonly kind: 'clock-off'; readonly process: ProcessName; readonly by: number }
  | { readonly kind: 'bad-weather'; readonly loses: number; readonly doubles: number; readonly delays: number };

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

/** @param horizon when the last incident begins, in milliseconds */
export function drawIncident(random: Random, horizon: number): Incident {
  const at = between(random, 0, random() < 0.5 ? 6_000 : horizon);
  const process = pick(random, processNames);
  const down = between(random, 100, 20_000);
  const lasting = between(random, 500, 30_000);
  const service = pick(random, serviceNames);
  const draw = random();
  if (draw < 0.1) return { kind: 'crash', at, process, down };
  if (draw < 0.43) {
    const operation = process.startsWith('api') ? pick(random, apiCalls) : pick(random, workerCalls);
    const when = random() < 0.5 ? 'before' : 'after';
    return { kind: 'crash-at-call', process, operation, nth: between(random, 1, 4), when, down };
  }
  if (draw < 0.52) return { kind: 'pause', at, process, lasting: between(random, 1_000, 90_000) };
  if (draw < 0.58) return drawStall(random);
  if (draw < 0.63) return { kind: 'restart', at, process, down };
  if (draw < 0.74) return { kind: 'outage', at, service, lasting };
  if (draw < 0.78) return { kind: 'slowness', at, service, lasting, by: between(random, 50, 3_000) };
  if (draw < 0.82) return { kind: 'queues-flushed', at };
  if (draw < 0.87) return { kind: 'jobs-lost', at };
  if (draw < 0.9) return { kind: 'stream-lost', at };
  if (draw < 0.93) return { kind: 'stream-trimmed', at, keep: between(random, 0, 6) };
  if (draw < 0.96) return { kind: 'position-forgotten', at };
  return { kind: 'bad-weather', loses: random() * 0.5, doubles: random() * 0.3, delays: random() * 0.3 };
}

/** A clock that is wrong by up to an hour: repair that follows it comes too late. Of every tenth seed. */
export function drawClock(random: Random): Incident | undefined {
  if (random() >= 0.1) return undefined;
  const process = pick<ProcessName>(random, ['api-1', 'api-2']);
  return { kind: 'clock-off', process, by: between(random, 1_800_000, 3_600_000) * (random() < 0.5 ? 1 : -1) };
}

/** A worker that sleeps over its lock in the middle of an attempt, and wakes about when the next is at work. */
function drawStall(random: Random): Incident {
  const process = pick<ProcessName>(random, ['worker-1', 'worker-2']);
  const operation = pick(random, ['sources.read', 'processor.derive', 'images.write', 'consumer.tell']);
  return {
    kind: 'pause-at-call',
    process,
    operation,
    nth: between(random, 1, 3),
    lasting: between(random, 30_000, 45_000),
  };
}

/** True where facts may never reach the relay: what they would have told then stays untold. */
export function losesFacts({ kind }: Incident): boolean {
  return kind === 'queues-flushed' || kind === 'stream-lost' || kind === 'stream-trimmed';
}

/** True where a worker may lose the jobs in its hands by no fault of theirs. */
export function losesWorkers(incident: Incident): boolean {
  if ('process' in incident) return incident.process.startsWith('worker');
  if (incident.kind === 'outage' || incident.kind === 'slowness') return incident.service === 'queue';
  return false;
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
    case 'pause-at-call':
      return `${incident.process} is paused at its ${incident.operation} no. ${incident.nth}, for ${incident.lasting} ms`;
    case 'restart':
      return `${incident.process} is closed, and starts again after ${incident.down} ms`;
    case 'outage':
      return `${incident.service} is down for ${incident.lasting} ms`;
    case 'slowness':
      return `${incident.service} takes ${incident.by} ms a call for ${incident.lasting} ms`;
    case 'queues-flushed':
      return 'the queues lose all they know';
    case 'jobs-lost':
      return 'the queues lose their jobs, and keep their event streams';
    case 'stream-lost':
      return 'the event streams are lost, with their positions';
    case 'stream-trimmed':
      return `the event streams are cut to their last ${incident.keep} entries`;
    case 'position-forgotten':
      return 'the saved positions are lost';
    case 'clock-off':
      return `the clock of ${incident.process} is off by ${incident.by} ms`;
    case 'bad-weather':
      return `the bus loses ${share(incident.loses)}, doubles ${share(incident.doubles)} and delays ${share(incident.delays)} of its messages`;
  }
}

function share(part: number): string {
  return `${Math.round(part * 100)} %`;
}
