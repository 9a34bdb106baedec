import { UnavailableError } from '../../domain/errors.ts';
import type { Wire } from '../../in-memory/wire.ts';
import type { Random } from '../seeded-random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Incident, ProcessName, ServiceName } from './incident.ts';

/** What strikes a process at a call of its own. */
export type IncidentAtCall = Extract<Incident, { kind: 'crash-at-call' | 'pause-at-call' }>;

interface Trouble {
  outages: number;
  slowness: number;
}

/** How long the work on one derivative takes at most, mostly and now and then, in milliseconds. */
const usualWork = 4_000;
const longWork = 25_000;

const serviceOf: Readonly<Record<string, ServiceName | undefined>> = {
  queue: 'queue',
  consumer: 'queue',
  events: 'queue',
  repository: 'repository',
  cache: 'cache',
  lease: 'lease',
  bus: 'bus',
  sources: 'sources',
  images: 'images',
};

/** The way from the processes to their services: calls are slow, fail, or are a process's last. */
export class Network {
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #atCalls: readonly IncidentAtCall[];
  readonly #calls = new Map<IncidentAtCall, number>();
  readonly #troubles = new Map<ServiceName, Trouble>();

  constructor(clock: VirtualClock, random: Random, incidents: readonly Incident[]) {
    this.#clock = clock;
    this.#random = random;
    this.#atCalls = incidents.filter((one) => one.kind === 'crash-at-call' || one.kind === 'pause-at-call');
  }

  /** True while the service is down. */
  isDown(service: ServiceName): boolean {
    return (this.#troubles.get(service)?.outages ?? 0) > 0;
  }

  /** A service is down, or takes longer, for a while. */
  async trouble(incident: Extract<Incident, { kind: 'outage' | 'slowness' }>): Promise<void> {
    const { service, lasting } = incident;
    const trouble = this.#troubles.get(service) ?? { outages: 0, slowness: 0 };
    this.#troubles.set(service, trouble);
    const change = (sign: 1 | -1): void => {
      if (incident.kind === 'outage') trouble.outages += sign;
      else trouble.slowness += sign * incident.by;
    };
    change(1);
    await this.#clock.runtime.sleep(lasting);
    change(-1);
  }

  /**
   * @param strike kills or pauses the process, at or after the call that the incident names
   * @param happened called after each call that took effect, be its process dead by then
   */
  wire(name: ProcessName, strike: (incident: IncidentAtCall) => void, happened: () => void): Wire {
    const atCalls = this.#atCalls.filter((incident) => incident.process === name);
    if (atCalls.length === 0) return (operation, effect) => this.#call(operation, effect, happened);
    return (operation, effect) => {
      const incident = this.#incidentAt(atCalls, operation);
      if (incident?.kind === 'crash-at-call' && incident.when === 'after') {
        return this.#call(operation, effect, happened).finally(() => strike(incident));
      }
      if (incident) strike(incident);
      return incident?.kind === 'crash-at-call' ? new Promise(() => {}) : this.#call(operation, effect, happened);
    };
  }

  async #call<T>(operation: string, effect: () => T, happened: () => void): Promise<T> {
    const service = serviceOf[operation.slice(0, operation.indexOf('.'))];
    const trouble = service && this.#troubles.get(service);
    const latency = (trouble?.slowness ?? 0) + this.#duration(operation);
    if (latency > 0) await this.#clock.runtime.sleep(latency);
    if (service && trouble && trouble.outages > 0) {
      // Half of the time the call takes effect, and only its answer is lost. What is published to a bus
      // that is down always counts as handed over; nobody hears it.
      if (operation === 'bus.publish' || this.#random() < 0.5) {
        effect();
        happened();
      }
      throw new UnavailableError(service, `The ${service} is down.`);
    }
    const result = effect();
    happened();
    return result;
  }

  #duration(operation: string): number {
    const draw = this.#random();
    if (operation === 'processor.derive') return this.#random() * (draw < 0.15 ? longWork : usualWork);
    return draw < 0.05 ? this.#random() * 100 : 0;
  }

  /** The incident that this call is meant by, if any. */
  #incidentAt(atCalls: readonly IncidentAtCall[], operation: string): IncidentAtCall | undefined {
    let found: IncidentAtCall | undefined;
    for (const incident of atCalls) {
      if (incident.operation !== operation) continue;
      const nth = (this.#calls.get(incident) ?? 0) + 1;
      this.#calls.set(incident, nth);
      if (nth === incident.nth) found = incident;
    }
    return found;
  }
}
