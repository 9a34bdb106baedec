import { type Check, check, fillOptions } from '@safelight/core';

/** What the resolver looks at: the process's environment, unless a test gives another. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How to get a server. */
export interface ServerOptions {
  /** True for a server of ours alone, to kill, restart, pause or empty: skips the environment's URL. Default false. */
  readonly owned?: boolean;
  /** The environment variables to look at. Default `process.env`. */
  readonly env?: Environment;
}

/** How to get a Redis. */
export interface RedisOptions extends ServerOptions {
  /** `aof` keeps the data over `restart()` and `kill()`; `none` loses them. Default `none`. */
  readonly persistence?: 'aof' | 'none';
}

/** {@link ServerOptions}, filled. */
export type FilledServerOptions = Required<ServerOptions>;
/** {@link RedisOptions}, filled. */
export type FilledRedisOptions = Required<RedisOptions>;

const environment: Check<Environment> = check.record<string | undefined>((value, path, problems) =>
  value === undefined ? undefined : check.string()(value, path, problems),
);
const shape = { owned: check.boolean, env: environment };

export function fillServerOptions(subject: string, options: ServerOptions): FilledServerOptions {
  return fillOptions<FilledServerOptions>(subject, options, { owned: false, env: process.env }, shape);
}

export function fillRedisOptions(options: RedisOptions): FilledRedisOptions {
  return fillOptions<FilledRedisOptions>(
    'The options of startRedis()',
    options,
    { owned: false, env: process.env, persistence: 'none' },
    { ...shape, persistence: check.oneOf('aof', 'none') },
  );
}
