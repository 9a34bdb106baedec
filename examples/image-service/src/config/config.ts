import type { RedisMongoSettings } from '../composition/redis-mongo-module.ts';

/** Which process of the service reads the configuration. */
export type ProcessKind = 'api' | 'worker' | 'all-in-one';

/** What `LOG_LEVEL` may be: pino's levels. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** The part of the configuration that the HTTP side is given. Folders are absolute. */
export interface HttpConfig {
  /** API keys that may read. None, and no key that may write: reading is open. */
  readonly readKeys: readonly string[];
  /** API keys that may write, and read. None: writing is open. */
  readonly writeKeys: readonly string[];
  /** Opens the admin routes; without one they are closed. */
  readonly adminKey?: string;
  /** Origins that pages of other sites may call from; none: CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Requests a minute and client; 0 is no limit. */
  readonly rateLimit: number;
  /** How many proxies in front are trusted to name the client in `X-Forwarded-For`. */
  readonly trustProxy: number;
  /** The largest upload, in bytes. */
  readonly maxUploadBytes: number;
  /** The largest JSON body, in bytes. */
  readonly maxBodyBytes: number;
  /** The folder that an `imagePath` starts from; uploads lie in its folder `uploads`. */
  readonly inputDir: string;
  /** The folder that the derivatives are kept in. */
  readonly outputDir: string;
  /** What the keys of derivatives begin with. */
  readonly outputPrefix: string;
  /** Not ready while a fact waits longer than this for the relay, in milliseconds. */
  readonly maxRelayLag: number;
  /** Event streams that one process keeps open. */
  readonly maxStreams: number;
  /** Milliseconds between the heartbeats of a silent event stream. */
  readonly heartbeatEvery: number;
}

/** Where queue, bus and tasks are. */
export type EngineConfig =
  /** In this process: nothing to install, and all is forgotten when it ends. */
  { readonly kind: 'embedded' } | { readonly kind: 'redis-mongo'; readonly settings: RedisMongoSettings };

/** Where a process listens. */
export interface ListenConfig {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** How a process ends, in milliseconds. */
interface ShutdownConfig {
  /** Between "not ready" and no more connections: time for a balancer to look away. */
  readonly drainDelay: number;
  /** What requests, streams, jobs and relay have to end in; what is left then is cut. */
  readonly timeout: number;
}

/** Who is told of settled tasks. */
export interface WebhookConfig {
  readonly url: string;
  /** `whsec_…`, as Standard Webhooks write it. */
  readonly secret: string;
}

/** What is cleaned up, and when. In milliseconds. */
export interface HousekeepingConfig {
  /** Between two rounds; 0 is off. */
  readonly sweepEvery: number;
  /** How long an upload stays after its last use; 0 keeps it for ever. */
  readonly uploadRetention: number;
}

/** All that the environment says, read and checked once. */
export interface Config {
  readonly engines: EngineConfig;
  /** Of the API. */
  readonly listen: ListenConfig;
  readonly http: HttpConfig;
  readonly logLevel: LogLevel;
  /** Jobs that a worker has in hand at once. */
  readonly concurrency: number;
  /** Of health and metrics of a worker process. */
  readonly workerListen: ListenConfig;
  readonly shutdown: ShutdownConfig;
  /** Absent: nobody is told. */
  readonly webhook?: WebhookConfig;
  readonly housekeeping: HousekeepingConfig;
}
