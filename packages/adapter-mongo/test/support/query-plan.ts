import type { MongoServer } from '@safelight-tooling/test-services';
import { type Document, MongoClient } from 'mongodb';
import { type MongoTaskRepository, mongo } from '../../src/index.ts';
import { aTask, completed } from './tasks.ts';

/** The fields of a read command that decide how it is answered. */
const decisive = ['find', 'aggregate', 'filter', 'pipeline', 'sort', 'limit', 'cursor'];

/** The server's plan for each query that the call makes, on a collection with some tasks in it. */
export async function plansOf(
  server: MongoServer,
  call: (repository: MongoTaskRepository) => Promise<unknown>,
): Promise<readonly Document[]> {
  const client = new MongoClient(server.url, { monitorCommands: true });
  try {
    const db = client.db(server.databaseName());
    const { repository } = mongo({ db });
    for (let n = 0; n < 20; n++) await repository.insert(n % 2 === 0 ? aTask({ createdAt: n }) : completed(aTask()));
    const asked: Document[] = [];
    client.on('commandStarted', ({ commandName, command }) => {
      if (['find', 'aggregate'].includes(commandName)) asked.push(command);
    });
    await call(repository);
    return await Promise.all(
      asked.map((command) => {
        const fields = Object.entries(command).filter(([field]) => decisive.includes(field));
        return db.command({ explain: Object.fromEntries(fields), verbosity: 'queryPlanner' });
      }),
    );
  } finally {
    await client.close();
  }
}
