import type { RedisServer } from '@safelight-tooling/test-services';
import { Redis } from 'ioredis';
import { RedisPubSubEventBus } from '../../src/index.ts';
import type { RedisPubSubOptions } from '../../src/options.ts';
import { FlakyWire } from './flaky-wire.ts';
import { RecordingLog } from './recording-log.ts';

/** One channel with a bus behind a wire that can fail, and a plain client beside it. */
export class Bench implements AsyncDisposable {
  readonly log: RecordingLog = new RecordingLog();
  readonly channel: string;
  readonly wire: FlakyWire;
  /** A client of Redis that knows nothing of Safelight, connected directly. */
  readonly foreign: Redis;
  readonly #closing: (() => Promise<unknown>)[] = [];

  private constructor(channel: string, wire: FlakyWire, foreign: Redis) {
    this.channel = channel;
    this.wire = wire;
    this.foreign = foreign;
  }

  static async on(server: RedisServer): Promise<Bench> {
    const foreign = new Redis(server.url);
    foreign.on('error', () => {}); // the server is killed on purpose
    return new Bench(server.namespace(), await FlakyWire.to(server.url), foreign);
  }

  /** A bus behind the wire, unless the options have another url. */
  bus(options: Partial<RedisPubSubOptions> = {}): RedisPubSubEventBus {
    return this.busWith({ url: this.wire.url, ...options });
  }

  /** A bus with these options, on this bench's channel. */
  busWith(options: Partial<RedisPubSubOptions>): RedisPubSubEventBus {
    const bus = new RedisPubSubEventBus({ channel: this.channel, logger: this.log, ...options });
    this.#closing.push(() => bus.close());
    return bus;
  }

  /** What a foreign subscriber hears on the channel from now on. */
  async overhear(): Promise<string[]> {
    const listener = this.foreign.duplicate();
    this.#closing.push(async () => listener.disconnect());
    const texts: string[] = [];
    listener.on('message', (_channel, text) => texts.push(text));
    await listener.subscribe(this.channel);
    return texts;
  }

  /** The names of the connections that Safelight holds. */
  async connections(): Promise<readonly string[]> {
    const list = String(await this.foreign.client('LIST'));
    return [...list.matchAll(/ name=(safelight-\w+)/g)].map(([, name]) => name ?? '').sort();
  }

  /** Kills every connection to Redis but the plain client's own. */
  async killConnections(): Promise<void> {
    for (const type of ['normal', 'pubsub']) await this.foreign.call('CLIENT', 'KILL', 'SKIPME', 'YES', 'TYPE', type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#closing.map((close) => close()));
    this.foreign.disconnect();
    await this.wire.close();
  }
}
