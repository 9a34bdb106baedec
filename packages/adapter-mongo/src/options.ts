import { type Check, check, fillOptions, given, type Logger, maybeGiven, silentLogger } from '@safelight/core';
import type { Db } from 'mongodb';

/** Options of `mongo()`; times in milliseconds. Either `url` or `db` must be given. */
export interface MongoOptions {
  /** A connection string, `mongodb://…` or `mongodb+srv://…`: a client is made for it, and closed with it. */
  readonly url?: string;
  /** A database of a client of your own, which stays open. */
  readonly db?: Db;
  /** With `url`: the database. Default: the one that the URL names, else MongoDB's own default, `test`. */
  readonly database?: string;
  /** The collection. Default `tasks`. */
  readonly collection: string;
  /** The longest that any call takes. Default 5,000. */
  readonly timeout: number;
  /** Make the indexes at first use. Default true; turn it off where the user may not, and make them yourself. */
  readonly createIndexes: boolean;
  /** Is told of documents that `list` and `due` cannot read. Default: silent. */
  readonly logger: Logger;
}

const defaults: Pick<MongoOptions, 'collection' | 'timeout' | 'createIndexes' | 'logger'> = {
  collection: 'tasks',
  timeout: 5_000,
  createIndexes: true,
  logger: silentLogger,
};

const urlCheck = check.string({ pattern: /^mongodb(\+srv)?:\/\/./, what: 'a mongodb:// or mongodb+srv:// URL' });
const databaseName = check.string({
  pattern: /^[^/\\. "$*<>:|?\0]{1,63}$/,
  what: 'a name of 1 to 63 characters without / \\ . " $ * < > : | ? and spaces',
});
const collectionName = check.string({
  pattern: /^(?!system\.)[^$\0]{1,120}$/,
  what: 'a name of 1 to 120 characters without $, not beginning with system.',
});

/** @internal The options with defaults. @throws {ConfigError} that lists every problem */
export function fillMongoOptions(options: Partial<MongoOptions>): MongoOptions {
  const hasDb = options.db !== undefined;
  return fillOptions<MongoOptions>('The options of mongo()', options, defaults, {
    url: hasDb ? check.optional(notBesideDb) : urlCheck,
    db: maybeGiven<Db>(),
    database: check.optional(hasDb ? notBesideDb : databaseName),
    collection: collectionName,
    timeout: check.integer({ min: 1, max: 3_600_000 }),
    createIndexes: check.boolean,
    logger: given<Logger>(),
  });
}

const notBesideDb: Check<string> = (_value, path, problems) => {
  problems.push(`${path}: must be left out beside db, which knows its own`);
  return undefined;
};
