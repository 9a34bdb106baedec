import { integer } from '../domain/check.ts';
import { messageOf, UnavailableError } from '../domain/errors.ts';
import { fillOptions } from '../domain/options.ts';
import type { Engines } from '../ports/engines.ts';
import type { Runtime } from '../ports/runtime.ts';
import { withinTime } from './time-limit.ts';

/** How one engine answered. */
export interface EngineHealth {
  /** Whether it did what was asked in time. */
  readonly ok: boolean;
  /** How long it took to answer or to fail, in milliseconds. */
  readonly ms: number;
  /** Why it is not ok, for people to read; absent where it is. */
  readonly error?: string;
}

/** How far the relay of one queue has fallen behind. */
export interface RelayLag {
  /** The queue's name. */
  readonly queue: string;
  /** Milliseconds since the oldest fact was told that is not yet relayed; 0 where there is none. */
  readonly behind: number;
}

/** What {@link Pipeline.health} found. */
export interface Health {
  /** True where repository and queue answered. How far `relay` may lag is for you to judge. */
  readonly ok: boolean;
  /** A read of one task. */
  readonly repository: EngineHealth;
  /** A look at the numbers of its jobs. */
  readonly queue: EngineHealth;
  /** Each queue's lag, whichever process relays it; empty where that could not be asked. */
  readonly relay: readonly RelayLag[];
}

/** Options of {@link Pipeline.health}. */
export interface HealthOptions {
  /** How long an engine may take to answer, in milliseconds. Default 2,000. */
  readonly timeout?: number;
}

/** Asks the engines how they are, all at once. */
export class HealthCheck {
  readonly #engines: Pick<Engines, 'repository' | 'queue' | 'events'>;
  readonly #runtime: Runtime;

  constructor(engines: Pick<Engines, 'repository' | 'queue' | 'events'>, runtime: Runtime) {
    this.#engines = engines;
    this.#runtime = runtime;
  }

  /** @throws {ConfigError} for wrong options, and never anything else */
  async check(options: HealthOptions): Promise<Health> {
    const { timeout } = fillOptions<Required<HealthOptions>>(
      'The options of health()',
      options,
      { timeout: 2_000 },
      { timeout: integer({ min: 1 }) },
    );
    const { repository, queue, events } = this.#engines;
    const [ofRepository, ofQueue, relay] = await Promise.all([
      // A task that nobody has: past the cache, and no more than one look at an index.
      this.#ask('repository', timeout, () => repository.get(this.#runtime.newId())),
      this.#ask('queue', timeout, () => queue.counts()),
      this.#lag(timeout, () => events.lag()),
    ]);
    return { ok: ofRepository.ok && ofQueue.ok, repository: ofRepository, queue: ofQueue, relay };
  }

  async #ask(engine: string, timeout: number, question: () => Promise<unknown>): Promise<EngineHealth> {
    const begun = this.#runtime.now();
    const ms = (): number => Math.max(0, this.#runtime.now() - begun);
    try {
      await this.#inTime(engine, timeout, question);
      return { ok: true, ms: ms() };
    } catch (error) {
      return { ok: false, ms: ms(), error: messageOf(error) };
    }
  }

  async #lag(timeout: number, question: () => ReturnType<Engines['events']['lag']>): Promise<readonly RelayLag[]> {
    try {
      const lags = await this.#inTime('queue', timeout, question);
      return lags.map(({ partition, behind }) => ({ queue: partition, behind }));
    } catch (error) {
      this.#runtime.log.debug({ err: error }, 'How far the relay lags behind could not be asked.');
      return [];
    }
  }

  /** Also where the engine hangs: whoever asks for health must get an answer. */
  #inTime<T>(engine: string, limit: number, question: () => Promise<T>): Promise<T> {
    const late = (): Error => new UnavailableError(engine, `The ${engine} did not answer within ${limit} ms.`);
    return withinTime(this.#runtime, { limit, late }, question);
  }
}
