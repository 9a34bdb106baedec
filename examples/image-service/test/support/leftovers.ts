import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';

/** Every key of the Redis. @throws where none answers */
export async function keysOf(url: string): Promise<readonly string[]> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  // Its failure comes from connect() too.
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.keys('*');
  } finally {
    client.disconnect();
  }
}

/** The databases of the MongoDB. @throws where none answers */
export async function databasesOf(url: string): Promise<readonly string[]> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2_000 });
  try {
    const { databases } = await client.db().admin().listDatabases();
    return databases.map(({ name }) => name);
  } finally {
    await client.close();
  }
}

/** The ids of the processes that took tasks, from the demo's event lines. */
export function workersIn(stdout: string): readonly number[] {
  return [...new Set([...stdout.matchAll(/taken by worker-(\d+),/g)].map(([, pid]) => Number(pid)))];
}

/** True for the id of a process that has not ended. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
