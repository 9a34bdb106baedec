import type { Pipeline } from '../../application/pipeline.ts';
import { runtimeWith } from '../../application/runtime-with.ts';
import { hash32 } from '../../domain/canonical.ts';
import { ConfigError, UnavailableError } from '../../domain/errors.ts';
import {
  type FindSource,
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
  pretendedImage,
} from '../../in-memory/in-memory-images.ts';
import { InMemoryServer } from '../../in-memory/in-memory-server.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Runtime } from '../../ports/runtime.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { describe, type Incident, losesFacts, losesWorkers, type ProcessName, processNames } from './incident.ts';
import { Ledger, poison } from './ledger.ts';
import { type IncidentAtCall, Network } from './network.ts';
import type { Plan } from './plan.ts';
import type { Composition, ProcessLife, SimulatedEngines } from './simulated-process.ts';
import { Timeline } from './timeline.ts';

/** Composes one process of the service, at each of its starts. */
export type Build = (engines: SimulatedEngines) => Composition;

/** The longest that a process may take to close before it is killed, in milliseconds. */
const closeDeadline = 30_000;
/** A process that closes within this time, in milliseconds, has ended all it had in hand. */
const promptClose = 1_000;

/** One simulated service: its outside services in memory, its processes, and what goes wrong with them. */
export class World {
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly server: InMemoryServer;
  readonly #build: Build;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #network: Network;
  readonly #images: InMemoryImageStore;
  readonly #lives = new Map<ProcessName, ProcessLife>();
  #incidentsLeft = 0;

  constructor(plan: Plan, build: Build, queues: readonly string[], isRecording: boolean) {
    this.#plan = plan;
    this.#build = build;
    this.#random = seededRandom(plan.seed, 0x3017);
    this.clock = new VirtualClock({ seed: plan.seed });
    this.#network = new Network(this.clock, this.#random, plan.incidents);
    this.timeline = new Timeline(this.clock.now(), isRecording);
    this.ledger = new Ledger({
      losesFacts: plan.incidents.some(losesFacts),
      losesAnswers: plan.incidents.some((incident) => incident.kind === 'outage' && incident.service === 'repository'),
      losesWorkers: plan.incidents.some(losesWorkers),
    });
    const { retainedJobs } = plan;
    // A lease that is renewed seldom spares half of all calls, and is taken over all the same. Stalls are
    // found soon after the lock runs out: the next attempt begins while the one before may wake again.
    const server = { queues, retainedJobs, leaseTtl: 30_000, stalledInterval: 10_000 };
    this.server = new InMemoryServer({ ...server, runtime: this.clock.runtime });
    this.#images = new InMemoryImageStore(this.clock.runtime);
    this.#keepBooks();
  }

  /** Starts every process and lets the plan's incidents happen. */
  start(): void {
    const weather = this.#plan.incidents.find((incident) => incident.kind === 'bad-weather');
    this.server.channel.weather = () => this.#weather(weather);
    for (const name of processNames) this.#startProcess(name);
    for (const incident of this.#plan.incidents) {
      if ('at' in incident) void this.#happen(incident);
    }
  }

  /** True once every incident is over and every process runs. */
  isMended(): boolean {
    return this.#incidentsLeft === 0;
  }

  /** The pipeline of a process that takes requests just now; `turn` chooses between several. */
  pipeline(turn: number): Pipeline | undefined {
    const names: readonly ProcessName[] = turn % 2 === 0 ? ['api-1', 'api-2'] : ['api-2', 'api-1'];
    const lives = names.map((name) => this.#lives.get(name));
    return lives.find((life) => life !== undefined && !life.isClosing)?.composition.pipeline;
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
    const strike = (incident: IncidentAtCall): void => {
      this.timeline.add(this.clock.now(), 'incident', () => describe(incident));
      if (incident.kind === 'crash-at-call') this.#kill(name, incident.down);
      else void this.#pause(name, incident.lasting);
    };
    // What a process had on its way when it died still happens, and nobody is left to tell of it.
    const wire = this.#network.wire(name, strike, () => {
      this.ledger.called();
      if (connection.process.isDead) this.ledger.died();
    });
    const connection = this.server.connect(wire);
    const gated = connection.process.wire(wire);
    const runtime = this.#runtimeOf(name, connection.process.runtime(this.clock.runtime));
    const images = new InMemoryImageStore(this.clock.runtime, gated, undefined, this.#images.files);
    const sources = new InMemorySourceReader(this.#sourcesOf(name), gated);
    const processor = new InMemoryImageProcessor(gated);
    const bus = this.#rude(connection.bus);
    const own = { bus, sources, images, processor, runtime, logger: runtime.log, processName: name };
    const composition = this.#build({ ...connection, ...own });
    this.#lives.set(name, { connection, composition, isClosing: false });
    this.timeline.add(this.clock.now(), name, () => 'starts');
    partOf(name, composition)
      .start()
      .catch((error: unknown) => this.ledger.violation(`${name} could not start: ${String(error)}`));
  }

  #kill(name: ProcessName, down: number): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    life.connection.process.kill();
    this.ledger.died();
    this.timeline.add(this.clock.now(), name, () => `is killed, for ${down} ms`);
    void this.#startAgain(name, down);
  }

  async #startAgain(name: ProcessName, down: number): Promise<void> {
    this.#lives.delete(name);
    this.#incidentsLeft++;
    await this.clock.runtime.sleep(down);
    this.#incidentsLeft--;
    this.#startProcess(name);
  }

  async #happen(incident: Extract<Incident, { readonly at: number }>): Promise<void> {
    this.#incidentsLeft++;
    await this.clock.runtime.sleep(incident.at);
    this.timeline.add(this.clock.now(), 'incident', () => describe(incident));
    await this.#strike(incident);
    this.#incidentsLeft--;
  }

  async #strike(incident: Extract<Incident, { readonly at: number }>): Promise<void> {
    const tables = [...this.server.queues.values()];
    switch (incident.kind) {
      case 'crash':
        return this.#kill(incident.process, incident.down);
      case 'pause':
        return this.#pause(incident.process, incident.lasting);
      case 'restart':
        return this.#restart(incident.process, incident.down);
      case 'outage':
      case 'slowness':
        await this.#network.trouble(incident);
        return this.timeline.add(this.clock.now(), 'incident', () => `${incident.service} is well again`);
      case 'queues-flushed':
        return this.server.flushQueues();
      case 'jobs-lost':
        for (const table of tables) table.loseJobs();
        return;
      case 'stream-lost':
        for (const table of tables) table.stream.lose();
        return;
      case 'stream-trimmed':
        for (const table of tables) table.stream.trim(incident.keep);
        return;
      case 'position-forgotten':
        for (const table of tables) table.stream.forgetPosition();
        return;
    }
  }

  async #pause(name: ProcessName, lasting: number): Promise<void> {
    const gate = this.#lives.get(name)?.connection.process;
    this.#incidentsLeft++;
    gate?.pause();
    await this.clock.runtime.sleep(lasting);
    gate?.resume();
    this.#incidentsLeft--;
    this.timeline.add(this.clock.now(), name, () => 'goes on');
  }

  /** As an orchestrator does: asks the process to close, and kills it where that takes too long. */
  async #restart(name: ProcessName, down: number): Promise<void> {
    const life = this.#lives.get(name);
    if (life === undefined || life.isClosing) return;
    life.isClosing = true;
    const closed = partOf(name, life.composition)
      .close()
      .then(() => true)
      .catch((error: unknown) => this.ledger.violation(`${name} could not close: ${String(error)}`));
    const askedAt = this.clock.now();
    const hasClosed = await Promise.race([closed, this.clock.runtime.sleep(closeDeadline)]);
    if (this.#lives.get(name) !== life) return;
    if (!hasClosed) return this.#kill(name, down);
    life.connection.process.kill();
    // What its closeTimeout cut short is left to others, as after a death.
    if (this.clock.now() - askedAt > promptClose) this.ledger.died();
    this.timeline.add(this.clock.now(), name, () => 'has closed');
    await this.#startAgain(name, down);
  }

  #weather(incident: Extract<Incident, { kind: 'bad-weather' }> | undefined): readonly number[] {
    if (this.#network.isDown('bus')) return [];
    if (incident === undefined) return [0];
    const random = this.#random();
    if (random < incident.loses) return [];
    const delay = (): number => (this.#random() < incident.delays ? this.#random() * 2_000 : 0);
    return random < incident.loses + incident.doubles ? [delay(), delay()] : [delay()];
  }

  /** A bus that throws while it is down, as one may whose author forgot that it must not. */
  #rude(bus: EventBus): EventBus {
    return {
      publish: async (events) => {
        await bus.publish(events);
        if (this.#network.isDown('bus')) throw new UnavailableError('bus', 'The bus is down.');
      },
      subscribe: (on) => bus.subscribe(on),
      close: () => bus.close(),
    };
  }

  /** What lies where the plan's paths say: nothing, or a file that kills whoever opens it. */
  #sourcesOf(name: ProcessName): FindSource {
    return (path) => {
      if (path.startsWith('missing-')) return undefined;
      if (path.startsWith(poison)) this.#kill(name, 1_000 + (hash32(path) % 1_000));
      return pretendedImage(4000, 3000, path);
    };
  }

  #runtimeOf(name: ProcessName, runtime: Runtime): Runtime {
    const { ledger } = this;
    const clocks = this.#plan.incidents.flatMap((one) =>
      one.kind === 'clock-off' && one.process === name ? one.by : [],
    );
    const offset = clocks.reduce((sum, by) => sum + by, 0);
    return runtimeWith(runtime, {
      now: () => runtime.now() + offset,
      log: this.#loggerOf(name),
      span: async (span, attributes, work) => {
        if (name.startsWith('api')) ledger.traced();
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

/** What a process of that name runs. */
function partOf(
  name: ProcessName,
  { pipeline, worker }: Composition,
): { start(): Promise<void>; close(): Promise<void> } {
  const part = name.startsWith('api') ? pipeline : worker;
  if (part) return part;
  const missing = name.startsWith('api') ? 'pipeline' : 'worker';
  throw new ConfigError(`What build() gives for the process ${name}`, [`${missing}: is missing, and is what it runs`]);
}
