import path from 'node:path';
import { ConfigError } from '@safelight/core';
import type { Config, EngineConfig, ProcessKind, WebhookConfig } from './config.ts';
import { type Environment, environment } from './environment.ts';

/** Where the keys of derivatives begin: part of every stored path, so no setting of one process. */
const outputPrefix = '/output';
const heartbeatEvery = 15_000;
const oneDay = 86_400_000;

/** What {@link readConfig} needs besides the environment. */
export interface ReadOptions {
  readonly process: ProcessKind;
  /** What relative folders start from, absolute. */
  readonly base: string;
}

/**
 * Reads the configuration. A variable that is set to nothing counts as not set, since compose files and CI
 * set them so.
 *
 * @throws {ConfigError} that lists every problem, none with the value of a secret
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, options: ReadOptions): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const { success, data, error } = environment.safeParse(given);
  // What belongs together is looked at even so, where it can be: all is told at once.
  const problems = success ? [] : error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  problems.push(...problemsBetween(given, options));
  if (!success || problems.length > 0) throw new ConfigError('The environment', problems);
  return configOf(data, options);
}

function problemsBetween(given: Readonly<Record<string, string | undefined>>, { process, base }: ReadOptions) {
  const problems: string[] = [];
  const need = (name: string, why: string): void => {
    if (given[name] === undefined) problems.push(`${name}: is missing; ${why}`);
  };
  if (given.ENGINES === 'redis-mongo') {
    need('REDIS_URL', 'ENGINES=redis-mongo needs it, such as redis://127.0.0.1:6379');
    need('MONGODB_URL', 'ENGINES=redis-mongo needs it, such as mongodb://127.0.0.1:27017');
  } else if (process !== 'all-in-one' && (given.ENGINES ?? 'embedded') === 'embedded') {
    problems.push(
      `ENGINES: embedded engines live in one process, which the ${process} would not share; ` +
        'start all-in-one, or set ENGINES=redis-mongo',
    );
  }
  if (given.WEBHOOK_URL !== undefined) need('WEBHOOK_SECRET', 'WEBHOOK_URL needs it to sign by');
  if (given.READ_KEYS !== undefined) need('WRITE_KEYS', 'with READ_KEYS alone anyone could write');
  const [input, output] = foldersOf(given.INPUT_DIR ?? './input', given.OUTPUT_DIR ?? './output', base);
  if (isWithin(input, output) || isWithin(output, input)) {
    problems.push('OUTPUT_DIR: must not lie in INPUT_DIR, nor the other way round: name two folders side by side');
  }
  return problems;
}

function configOf(env: Environment, { base }: ReadOptions): Config {
  const [inputDir, outputDir] = foldersOf(env.INPUT_DIR, env.OUTPUT_DIR, base);
  const webhook = webhookOf(env);
  return {
    engines: enginesOf(env),
    listen: { host: env.HOST, port: env.PORT },
    http: {
      readKeys: env.READ_KEYS,
      writeKeys: env.WRITE_KEYS,
      ...(env.ADMIN_KEY === undefined ? {} : { adminKey: env.ADMIN_KEY }),
      corsOrigins: env.CORS_ORIGINS,
      rateLimit: env.RATE_LIMIT,
      trustProxy: env.TRUST_PROXY,
      maxUploadBytes: env.MAX_UPLOAD_BYTES,
      maxBodyBytes: env.MAX_BODY_BYTES,
      inputDir,
      outputDir,
      outputPrefix,
      maxRelayLag: env.MAX_RELAY_LAG,
      maxStreams: env.MAX_STREAMS,
      heartbeatEvery,
    },
    logLevel: env.LOG_LEVEL,
    concurrency: env.CONCURRENCY,
    workerListen: { host: env.HOST, port: env.WORKER_PORT },
    shutdown: { drainDelay: env.DRAIN_DELAY, timeout: env.SHUTDOWN_TIMEOUT },
    ...(webhook === undefined ? {} : { webhook }),
    housekeeping: { sweepEvery: env.SWEEP_EVERY, uploadRetention: env.UPLOAD_RETENTION_DAYS * oneDay },
  };
}

function enginesOf(env: Environment): EngineConfig {
  const { REDIS_URL: redisUrl, MONGODB_URL: mongoUrl, NAMESPACE: namespace, DATABASE: database } = env;
  if (env.ENGINES === 'embedded' || redisUrl === undefined || mongoUrl === undefined) return { kind: 'embedded' };
  return { kind: 'redis-mongo', settings: { redisUrl, mongoUrl, namespace, database } };
}

function webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }: Environment): WebhookConfig | undefined {
  return url === undefined || secret === undefined ? undefined : { url, secret };
}

function foldersOf(input: string, output: string, base: string): readonly [string, string] {
  return [path.resolve(base, input), path.resolve(base, output)];
}

function isWithin(folder: string, other: string): boolean {
  const way = path.relative(other, folder);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
