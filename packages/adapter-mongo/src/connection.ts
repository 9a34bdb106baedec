import * as os from 'node:os';
import { ConfigError, messageOf } from '@safelight/core';
import { type Collection, type CollectionOptions, type Db, MongoClient } from 'mongodb';
import { MonitorWatch } from './monitor-watch.ts';
import type { MongoOptions } from './options.ts';
import type { TaskDocument } from './task-document.ts';

/** @internal The collection of tasks, and how to let go of it. */
export interface Connection {
  readonly tasks: Collection<TaskDocument>;
  /**
   * Connects the client. To be awaited once before the first operation, and again if it failed: the
   * driver, left to connect by itself, never recovers from a first connection that failed.
   */
  open(): Promise<void>;
  /**
   * To be called when a call has failed: connects anew where the driver no longer looks for its server: see
   * {@link MonitorWatch}.
   */
  mend(): Promise<void>;
  /** The server's clock, in milliseconds since the epoch. */
  now(): Promise<number>;
  /** Closes the client if it was made here. Idempotent. */
  close(): Promise<void>;
}

/** @internal Makes the client, which does not connect yet. @throws {ConfigError} for a URL that is none */
export function connectionFor(options: MongoOptions): Connection {
  const { db, collection, timeout } = options;
  if (db !== undefined) {
    return {
      tasks: db.collection(collection, collectionOptions(timeout)),
      open: () => openClient(db.client),
      // Its owner's client serves others too.
      mend: async () => {},
      now: () => serverTime(db),
      close: async () => {},
    };
  }
  const client = clientFor(options.url ?? '', timeout);
  const database = databaseOf(client, options.database);
  const monitor = new MonitorWatch(client, timeout, options.logger);
  return {
    tasks: database.collection(collection, collectionOptions(timeout)),
    open: () => openClient(client),
    mend: () => monitor.mend(),
    now: () => serverTime(database),
    close: () => monitor.close(),
  };
}

/** `hello` is what the driver itself asks a server of, with or without a login. */
async function serverTime(db: Db): Promise<number> {
  const { localTime }: { readonly localTime?: unknown } = await db.command({ hello: 1 });
  if (localTime instanceof Date) return localTime.getTime();
  throw new Error('The server told no time: its answer to `hello` has no localTime.');
}

async function openClient(client: MongoClient): Promise<void> {
  await client.connect();
}

/**
 * The time that one step of a call may take (selecting a server, connecting, waiting for a reply), at
 * the driver and at the server: less than the whole call may, so that their own error, which knows
 * more, comes before the deadline.
 *
 * @internal
 */
export function stepLimit(timeout: number): number {
  return Math.ceil(timeout * 0.9);
}

function clientFor(url: string, timeout: number): MongoClient {
  const step = stepLimit(timeout);
  try {
    return new MongoClient(url, {
      serverSelectionTimeoutMS: step,
      connectTimeoutMS: step,
      socketTimeoutMS: step,
      waitQueueTimeoutMS: step,
      // Else the client begins to import it when it is made, and a CommonJS program on Node 20 can't require,
      // in that moment, a module that imports it too.
      runtimeAdapters: { os },
    });
  } catch (error) {
    throw new ConfigError('The options of mongo()', [`url: ${messageOf(error).replace(/\.$/, '')}`]);
  }
}

function databaseOf(client: MongoClient, name: string | undefined): Db {
  return name === undefined ? client.db() : client.db(name);
}

/**
 * What the promises of the repository rest on, whatever the client or the URL says: a write is
 * acknowledged once a majority has it, and reads go to the primary, which has all of them. Numbers
 * come back as numbers.
 */
function collectionOptions(timeout: number): CollectionOptions {
  return {
    writeConcern: { w: 'majority', wtimeoutMS: stepLimit(timeout) },
    readConcern: { level: 'local' },
    readPreference: 'primary',
    promoteValues: true,
    promoteLongs: true,
    useBigInt64: false,
    raw: false,
  };
}
