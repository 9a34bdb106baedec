import { messageOf } from '@safelight/core';
import { MongoClient } from 'mongodb';
import { withoutPassword } from '../resolve.ts';

/**
 * Does one thing with a client of its own.
 *
 * @throws {Error} when nothing answers at the URL within 5 s
 */
async function withMongo<T>(url: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5_000 });
  try {
    return await use(client);
  } catch (error) {
    throw new Error(`MongoDB at ${withoutPassword(url)} does not answer: ${messageOf(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}

/** What answers there: a MongoDB and its version, or a FerretDB and its own. */
export async function mongoProduct(url: string): Promise<{ product: 'MongoDB' | 'FerretDB'; version: string }> {
  const info = await withMongo(url, (client) => client.db('admin').command({ buildInfo: 1 }));
  return 'ferretdbVersion' in info
    ? { product: 'FerretDB', version: `${info.ferretdbVersion}` }
    : { product: 'MongoDB', version: `${info.version}` };
}

/** Removes the databases. */
export async function removeDatabases(url: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await withMongo(url, async (client) => {
    for (const name of names) await client.db(name).dropDatabase();
  });
}
