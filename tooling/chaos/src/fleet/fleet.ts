import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pick, type Random } from '@safelight/core/testing';
import { type MongoServer, type RedisServer, startMongo, startRedis } from '@safelight-tooling/test-services';
import type { ProcessSettings } from '../processes/settings.ts';
import { environmentOf } from './environment.ts';
import type { FaultLog } from './fault-log.ts';
import { Member } from './member.ts';
import { FleetRedis } from './redis-server.ts';
import { FleetServer } from './server.ts';
import type { FleetSettings } from './settings.ts';

/** What a fleet is made of. */
export interface FleetOptions {
  readonly settings: FleetSettings;
  /** An empty folder: `input`, `output` and `logs` are made in it. */
  readonly folder: string;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly seed: number;
  readonly log: FaultLog;
}

/** The servers and processes of the service under test. One namespace and one database for the whole run. */
export class Fleet {
  readonly redis: FleetRedis;
  readonly mongo: FleetServer;
  readonly apis: readonly Member[];
  readonly workers: readonly Member[];
  /** One line for each server: what it is, and where it comes from. */
  readonly servers: readonly string[];
  /** Where the sources are. */
  readonly input: string;
  /** Where the derivatives go. */
  readonly output: string;
  /** The service's database. */
  readonly database: string;
  /** What the service's names in Redis begin with. */
  readonly namespace: string;
  readonly #log: FaultLog;

  private constructor({ settings, folder, webhook, seed, log }: FleetOptions, redis: RedisServer, mongo: MongoServer) {
    this.#log = log;
    this.redis = new FleetRedis('redis', redis, log);
    this.mongo = new FleetServer('mongo', mongo, log);
    this.servers = [redis.description, mongo.description];
    this.input = path.join(folder, 'input');
    this.output = path.join(folder, 'output');
    this.database = mongo.databaseName();
    this.namespace = redis.namespace();
    const { database, namespace } = this;
    const { concurrency } = settings;
    const env = environmentOf({ folder, redis, mongo, database, namespace, webhook, concurrency });
    const member = (kind: 'api' | 'worker', number: number): Member => {
      const name = `${kind}-${number}`;
      const logFile = path.join(folder, 'logs', `${name}.log`);
      return new Member({ name, kind, env, settings: settings.process, logFile, seed, log });
    };
    this.apis = Array.from({ length: settings.apis }, (_, index) => member('api', index + 1));
    this.workers = Array.from({ length: settings.workers }, (_, index) => member('worker', index + 1));
  }

  /** Starts servers and processes; resolves once all are ready. What was started before a failure has ended. */
  static async start(options: FleetOptions): Promise<Fleet> {
    for (const name of ['input', 'output', 'logs']) await mkdir(path.join(options.folder, name), { recursive: true });
    const redis = await startRedis({ owned: true, persistence: 'aof' });
    const mongo = await startMongo({ owned: true }).catch(async (error: unknown) => {
      await redis.stop();
      throw error;
    });
    const fleet = new Fleet(options, redis, mongo);
    try {
      await fleet.#startAll();
    } catch (error) {
      await fleet.close();
      throw error;
    }
    return fleet;
  }

  /** Every process's place. */
  get members(): readonly Member[] {
    return [...this.apis, ...this.workers];
  }

  /** Processes that ended though neither the rig nor a failpoint meant it: how often, by name. */
  get unexpectedEnds(): Readonly<Record<string, number>> {
    const ends = this.members.map(({ name, unexpectedEnds }) => [name, unexpectedEnds] as const);
    return Object.fromEntries(ends.filter(([, count]) => count > 0));
  }

  /** Notes a fault that is done to neither a process nor a server of the fleet. */
  note(fault: string, victim: string): void {
    this.#log.note(fault, victim);
  }

  /** An API process that the schedule names. */
  api(random: Random): Member {
    return chosen(random, this.apis);
  }

  /** A worker that the schedule names. */
  worker(random: Random): Member {
    return chosen(random, this.workers);
  }

  /** Starts every process anew, in order, with other settings. */
  async configure(settings: ProcessSettings): Promise<void> {
    for (const member of this.members) member.configure(settings);
    await Promise.all(this.members.map((member) => member.restart()));
  }

  /** Resolves once every process is ready; those that were killed and not started are started. */
  async whole(): Promise<void> {
    await Promise.all(this.members.map((member) => (member.isHeld ? member.start() : member.ready())));
  }

  /** Servers and processes anew, whatever state a scenario that failed left them in. */
  async mend(): Promise<void> {
    await Promise.all(this.members.map((member) => member.end()));
    await Promise.all([this.redis.restart(), this.mongo.restart()]);
    await this.#startAll();
  }

  /** Ends all that it started. Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
    await Promise.all([this.redis.close(), this.mongo.close()]);
  }

  async #startAll(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
  }
}

function chosen(random: Random, members: readonly Member[]): Member {
  const [first, ...rest] = members;
  if (first === undefined) throw new Error('The fleet has no such process.');
  return pick(random, [first, ...rest]);
}
