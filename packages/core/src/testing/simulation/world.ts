import { runtimeWith } from '../../application/runtime-with.ts';
import { hash32 } from '../../domain/canonical.ts';
import { UnavailableError } from '../../domain/errors.ts';
import {
  type FindSource,
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
  pretendedImage,
} from '../../in-memory/in-memory-images.ts';
import { InMemoryServer } from '../../in-memory/in-memory-server.ts';
import type { Wire } from '../../in-memory/wire.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Runtime } from '../../ports/runtime.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { Ledger } from './ledger.ts';
import { describe, type Incident, type Plan, type ProcessName, processNames, type ServiceName } from './plan.ts';
import type { Composition, ProcessLife, SimulatedEngines } from './simulated-process.ts';
import { Timeline } from './timeline.ts';

/** Composes one process of the service, at each of its starts. */
export type Build = (engines: SimulatedEngines) => Composition;

type CrashAtCall = Extract<Incident, { kind: 'crash-at-call' }>;

interface Trouble {
  outages: number;
  slowness: number;
}

const serviceOf: Readonly<Record<string, ServiceName | undefined>> = {
  queue: 'queue',
  consumer: 'queue',
  events: 'queue',
  repository: 'repository',
  cache: 'cache',
  lease: 'lease',
  sources: 'sources',
  images: 'images',
};

/** One simulated service: its outside services in memory, its processes, and what goes wrong with them. */
export class World {
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly server: InMemoryServer;
  readonly #build: Build;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #images: InMemoryImageStore;
  readonly #lives = new Map<ProcessName, ProcessLife>();
  readonly #lastCalls: CrashAtCall[];
  readonly #calls = new Map<CrashAtCall, number>();
  readonly #troubles = new Map<ServiceName, Trouble>();
  #incidentsLeft = 0;

  constructor(plan: Plan, build: Build, isRecording: boolean) {
    this.#plan = plan;
    this.#build = build;
    this.#lastCalls = plan.incidents.filter((incident) => incident.kind === 'crash-at-call');
    this.#random = seededRandom(plan.seed, 0x3017);
    this.clock = new VirtualClock({ seed: plan.seed });
    this.timeline = new Timeline(this.clock.now(), isRecording);
    this.ledger = new Ledger(!plan.incidents.some(losesFacts));
    // A lease that is renewed seldom spares half of all calls, and is taken over all the same.
    this.server = new InMemoryServer({ runtime: this.clock.runtime, leaseTtl: 30_000 });
    this.#images = new InMemoryImageStore(this.clock.runtime);
    this.#keepBooks();
  }

  /** Starts every process and lets the plan's incidents happen. */
  start(): void {
    for (const name of processNames) this.#startProcess(name);
    for (const incident of this.#plan.incidents) {
      if (incident.kind !== 'crash-at-call') void this.#happen(incident);
    }
  }

  /** True once every incident is over and every process runs. */
  isMended(): boolean {
    return this.#incidentsLeft === 0;
  }

  /** The pipeline of a process that runs just now; `turn` chooses between several. */
  pipeline(turn: number): Composition['pipeline'] | undefined {
    const names: readonly ProcessName[] = turn % 2 === 0 ? ['api-1', 'api-2'] : ['api-2', 'api-1'];
    return names.map((name) => this.#lives.get(name)?.composition.pipeline).find((pipeline) => pipeline !== undefined);
  }

  /** The derivative's file as the task says, for the books. */
  hasFile(path: string, md5: string): boolean {
    return this.#images.files.has(path) && path.includes(md5);
  }

  /** Stops everything, so that nothing of this run goes on. */
  end(): void {
    for (const life of this.#lives.values()) life.connection.process.kill();
    this.#lives.clear();
  }

  #keepBooks(): void {
    const { ledger, timeline, clock } = this;
    this.server.tasks.onChange = (task) => {
      ledger.stored(task);
      timeline.add(
        clock.now(),
        'stored',
        () => `${task.id} run ${task.run} ${task.status}, version ${task.version}${task.settled ? ', settled' : ''}`,
      );
    };
    this.server.channel.onSend = (message) => {
      if (typeof message === 'string') return;
      ledger.published(message);
      timeline.add(
        clock.now(),
        'bus',
        () => `${message.eventType} of ${message.taskId} run ${message.run} attempt ${message.attempt}`,
      );
    };
    for (const table of this.server.queues.values()) {
      table.stream.onAppend = (fact) => {
        ledger.queued(fact);
        timeline.add(
          clock.now(),
          'queue',
          () => `${fact.type} of ${fact.taskId} run ${fact.run} attempt ${fact.attempt}`,
        );
      };
    }
  }

  #startProcess(name: ProcessName): void {
    const wire = this.#wireOf(name);
    const connection = this.server.connect(wire);
    const gated = connection.process.wire(wire);
    const runtime = this.#runtimeOf(name, connection.process.runtime(this.clock.runtime));
    const images = new InMemoryImageStore(this.clock.runtime, gated, undefined, this.#images.files);
    const sources = new InMemorySourceReader(this.#sourcesOf(name), gated);
    const processor = new InMemoryImageProcessor(gated);
    const composition = this.#build({ ...connection, sources, images, processor, runtime, logger: runtime.log });
    this.#lives.set(name, { connection, composition });
    this.timeline.add(this.clock.now(), name, () => 'starts');
    const part = name.startsWith('api') ? composition.pipeline : composition.worker;
    part.start().catch((error: unknown) => this.ledger.violation(`${name} could not start: ${String(error)}`));
  }

  #kill(name: ProcessName, down: number): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    life.connection.process.kill();
    this.#lives.delete(name);
    this.#incidentsLeft++;
    this.timeline.add(this.clock.now(), name, () => `is killed, for ${down} ms`);
    void this.clock.runtime.sleep(down).then(() => {
      this.#incidentsLeft--;
      this.#startProcess(name);
    });
  }

  async #happen(incident: Exclude<Incident, { kind: 'crash-at-call' }>): Promise<void> {
    this.#incidentsLeft++;
    if ('at' in incident) await this.clock.runtime.sleep(incident.at);
    this.timeline.add(this.clock.now(), 'incident', () => describe(incident));
    await this.#strike(incident);
    this.#incidentsLeft--;
  }

  async #strike(incident: Exclude<Incident, { kind: 'crash-at-call' }>): Promise<void> {
    switch (incident.kind) {
      case 'crash':
        return this.#kill(incident.process, incident.down);
      case 'pause':
        return this.#pause(incident.process, incident.lasting);
      case 'outage':
        return this.#trouble(incident.service, incident.lasting, (trouble, sign) => {
          trouble.outages += sign;
        });
      case 'slowness':
        return this.#trouble(incident.service, incident.lasting, (trouble, sign) => {
          trouble.slowness += sign * incident.by;
        });
      case 'queues-flushed':
        return this.server.flushQueues();
      case 'stream-lost':
        for (const table of this.server.queues.values()) table.stream.lose();
        return;
      case 'position-forgotten':
        for (const table of this.server.queues.values()) table.stream.forgetPosition();
        return;
      case 'bad-weather':
        this.server.channel.weather = () => this.#weather(incident);
    }
  }

  async #pause(name: ProcessName, lasting: number): Promise<void> {
    const gate = this.#lives.get(name)?.connection.process;
    gate?.pause();
    await this.clock.runtime.sleep(lasting);
    gate?.resume();
    this.timeline.add(this.clock.now(), name, () => 'goes on');
  }

  async #trouble(
    service: ServiceName,
    lasting: number,
    change: (trouble: Trouble, sign: 1 | -1) => void,
  ): Promise<void> {
    const trouble = this.#troubles.get(service) ?? { outages: 0, slowness: 0 };
    this.#troubles.set(service, trouble);
    change(trouble, 1);
    await this.clock.runtime.sleep(lasting);
    change(trouble, -1);
    this.timeline.add(this.clock.now(), 'incident', () => `${service} is well again`);
  }

  #weather(incident: Extract<Incident, { kind: 'bad-weather' }>): readonly number[] {
    const random = this.#random();
    if (random < incident.loses) return [];
    const delay = (): number => (this.#random() < incident.delays ? this.#random() * 2_000 : 0);
    return random < incident.loses + incident.doubles ? [delay(), delay()] : [delay()];
  }

  /** The way from a process to its services: where calls are slow, fail, or are the process's last. */
  #wireOf(name: ProcessName): Wire {
    return (operation, effect) => {
      const crash = this.#crashAt(name, operation);
      if (crash === undefined) return this.#call(operation, effect);
      if (crash.when === 'after') return this.#call(operation, effect).finally(() => this.#kill(name, crash.down));
      this.#kill(name, crash.down);
      return new Promise(() => {});
    };
  }

  async #call<T>(operation: string, effect: () => T): Promise<T> {
    const service = serviceOf[operation.slice(0, operation.indexOf('.'))];
    const trouble = service && this.#troubles.get(service);
    const latency = (trouble?.slowness ?? 0) + (this.#random() < 0.05 ? this.#random() * 100 : 0);
    if (latency > 0) await this.clock.runtime.sleep(latency);
    if (service && trouble && trouble.outages > 0) {
      // Half of the time the call takes effect, and only its answer is lost.
      if (this.#random() < 0.5) effect();
      throw new UnavailableError(service, `The ${service} is down.`);
    }
    return effect();
  }

  /** The incident whose last call this is, if it is one. */
  #crashAt(name: ProcessName, operation: string): CrashAtCall | undefined {
    let crash: CrashAtCall | undefined;
    for (const incident of this.#lastCalls) {
      if (incident.process !== name || incident.operation !== operation) continue;
      const nth = (this.#calls.get(incident) ?? 0) + 1;
      this.#calls.set(incident, nth);
      if (nth === incident.nth) crash = incident;
    }
    if (crash) this.timeline.add(this.clock.now(), 'incident', () => describe(crash));
    return crash;
  }

  /** What lies where the plan's paths say: nothing, or a file that kills whoever opens it. */
  #sourcesOf(name: ProcessName): FindSource {
    return (path) => {
      if (path.startsWith('missing-')) return undefined;
      if (path.startsWith('poison-')) this.#kill(name, 1_000 + (hash32(path) % 1_000));
      return pretendedImage(4000, 3000, path);
    };
  }

  #runtimeOf(name: ProcessName, runtime: Runtime): Runtime {
    const { ledger } = this;
    return runtimeWith(runtime, {
      log: this.#loggerOf(name),
      span: async (span, attributes, work) => {
        const result = await work();
        const { taskId, run, handler } = attributes;
        if (span === 'settled-handler' && typeof taskId === 'string' && typeof run === 'number') {
          ledger.handled(taskId, run, String(handler));
        }
        return result;
      },
    });
  }

  #loggerOf(name: ProcessName): Logger {
    const log = (fields: object, message: string): void =>
      this.timeline.add(this.clock.now(), name, () => {
        const error: unknown = Reflect.get(fields, 'err');
        return error instanceof Error ? `${message} (${error.message})` : message;
      });
    return { debug() {}, info() {}, warn: log, error: log };
  }
}

function losesFacts(incident: Incident): boolean {
  return (
    incident.kind === 'queues-flushed' || incident.kind === 'stream-lost' || incident.kind === 'position-forgotten'
  );
}
