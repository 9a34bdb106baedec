import { isUnavailableError } from '@safelight/core';
import { describeWithMongo } from '@safelight-tooling/test-services/vitest';
import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import type { MongoTaskRepository } from '../src/index.ts';
import { freeze, rejection, storeOn } from './support/harness.ts';
import { aTask, changed } from './support/tasks.ts';

/** What the event loop of a busy machine may add to a time limit; milliseconds. */
const slack = 1_000;

function everyCall(repository: MongoTaskRepository): readonly (readonly [string, () => Promise<unknown>])[] {
  const task = aTask();
  return [
    ['insert', () => repository.insert(task)],
    ['get', () => repository.get(task.id)],
    ['save', () => repository.save(changed(task), task.version)],
    ['list', () => repository.list({}, { limit: 1 })],
    ['due', () => repository.due(0, 1)],
    ['makeDue', () => repository.makeDue('default', 0)],
    ['referenced', () => repository.referenced(['/output/a.jpg'])],
  ];
}

async function expectAllUnavailable(repository: MongoTaskRepository, timeout: number): Promise<readonly unknown[]> {
  const start = performance.now();
  const errors = await Promise.all(everyCall(repository).map(([, call]) => rejection(call())));
  expect(performance.now() - start).toBeLessThan(timeout + slack);
  for (const error of errors) expect(isUnavailableError(error), String(error)).toBe(true);
  return errors;
}

describeWithMongo(
  'MongoTaskRepository through an outage',
  (server) => {
    it('says UNAVAILABLE within the time limit while the server is dead, and works again by itself', async () => {
      const repository = storeOn(server).connect({ timeout: 1_000 });
      const task = aTask();
      await repository.insert(task);
      await server.kill();
      const errors = await expectAllUnavailable(repository, 1_000);
      expect(errors).toContainEqual(expect.objectContaining({ cause: expect.any(Error) }));
      await server.restart();
      expect(await repository.get(task.id)).toEqual(task);
      await repository.save(changed(task), task.version);
      expect((await repository.get(task.id))?.version).toBe(2);
    });

    it('starts while the server is dead, and makes the indexes once it is there', async () => {
      const { connect, raw } = storeOn(server);
      await server.kill();
      const repository = connect({ timeout: 1_000 });
      await expectAllUnavailable(repository, 1_000);
      await server.restart();
      expect((await repository.insert(aTask())).outcome).toBe('inserted');
      expect((await raw.indexes()).map((index) => index.name)).toContain('safelight_unique_key');
    });

    it('waits within the time limit for a server that is not there yet', async () => {
      const { connect } = storeOn(server);
      await server.kill();
      const inserting = connect({ timeout: 20_000 }).insert(aTask());
      await server.restart();
      expect((await inserting).outcome).toBe('inserted');
    });

    it('says UNAVAILABLE within the time limit while the server is frozen', async () => {
      const repository = storeOn(server).connect({ timeout: 1_000 });
      const task = aTask();
      await repository.insert(task);
      await freeze(server);
      try {
        await expectAllUnavailable(repository, 1_000);
      } finally {
        await server.resume();
      }
      // The connections that were given up are replaced, not waited for.
      expect(await repository.get(task.id)).toEqual(task);
    });

    it('keeps the time limit with a client that has none of its own', async () => {
      const client = new MongoClient(server.url);
      const repository = storeOn(server).connect({ db: client.db(server.databaseName()), timeout: 1_000 });
      await repository.get('a');
      await freeze(server);
      try {
        await expectAllUnavailable(repository, 1_000);
      } finally {
        await server.resume();
        await client.close();
      }
    });

    it('closes within the time limit while the server is frozen', async () => {
      const repository = storeOn(server).connect({ timeout: 1_000 });
      await repository.get('a');
      await freeze(server);
      const start = performance.now();
      try {
        await repository.close();
        expect(performance.now() - start).toBeLessThan(1_000 + slack);
      } finally {
        await server.resume();
      }
    });

    it('ends calls in flight when it is closed, and takes no more', async () => {
      const repository = storeOn(server).connect({ timeout: 2_000 });
      await repository.get('a');
      await freeze(server);
      const inFlight = rejection(repository.get('a'));
      const closing = repository.close();
      const error = await inFlight.finally(() => server.resume());
      await closing;
      expect(isUnavailableError(error), String(error)).toBe(true);
      expect(String(await rejection(repository.get('a')))).toMatch(/closed; make another/);
      await repository.close();
    });
  },
  { owned: true },
);
