import { isConcurrencyConflictError } from '@safelight/core';
import { describeWithMongo } from '@safelight-tooling/test-services/vitest';
import { expect, it } from 'vitest';
import { storeOn } from './support/harness.ts';
import { aTask, changed } from './support/tasks.ts';

describeWithMongo('MongoTaskRepository among many writers', (server) => {
  it('lets one of 200 concurrent compare-and-set writers win, round after round', async () => {
    const { connect } = storeOn(server);
    const clients = Array.from({ length: 4 }, () => connect({ timeout: 30_000 }));
    let current = aTask();
    await clients[0]?.insert(current);
    for (let round = 1; round <= 5; round++) {
      const rivals = Array.from({ length: 200 }, (_, rival) => changed(current, { metadata: { round, rival } }));
      const saves = rivals.map((task, n) => clients[n % clients.length]?.save(task, current.version));
      const results = await Promise.allSettled(saves);
      const winners = rivals.filter((_, n) => results[n]?.status === 'fulfilled');
      const others = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(winners).toHaveLength(1);
      expect(others.filter((error) => !isConcurrencyConflictError(error))).toEqual([]);
      const kept = await clients[round % clients.length]?.get(current.id);
      expect(kept).toEqual(winners[0]);
      if (kept !== undefined) current = kept;
    }
    expect(current.version).toBe(6);
  });

  it('stores one of many concurrent inserts of a key, also where every client is new and makes the indexes', async () => {
    const { connect, raw } = storeOn(server);
    const clients = Array.from({ length: 6 }, () => connect({ timeout: 30_000 }));
    const rivals = Array.from({ length: 60 }, () => aTask({ idempotencyKey: 'order-7' }));
    const results = await Promise.all(rivals.map((task, n) => clients[n % clients.length]?.insert(task)));
    const inserted = results.filter((result) => result?.outcome === 'inserted');
    expect(inserted).toHaveLength(1);
    for (const result of results) expect(result?.task).toEqual(inserted[0]?.task);
    expect(await raw.countDocuments()).toBe(1);
  });

  it('keeps a list whole and without doubles while tasks are inserted', async () => {
    const { connect } = storeOn(server);
    const [reader, writer] = [connect(), connect()];
    const before = Array.from({ length: 40 }, (_, n) => aTask({ createdAt: 1_000 + n }));
    for (const task of before) await writer.insert(task);
    let isReading = true;
    const writing = (async () => {
      for (let n = 0; isReading && n < 400; n++)
        await writer.insert(aTask({ createdAt: n % 2 === 0 ? 5_000 + n : 900 + n }));
    })();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.list({}, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map((task) => task.id));
      cursor = page.next;
    } while (cursor !== undefined);
    isReading = false;
    await writing;
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(before.map((task) => task.id)));
  });

  it('counts each task once where several processes make the same queue due', async () => {
    const { connect } = storeOn(server);
    const clients = Array.from({ length: 4 }, () => connect());
    const tasks = Array.from({ length: 20 }, () => aTask({ queue: 'photos' }));
    for (const task of tasks) await clients[0]?.insert(task);
    const counts = await Promise.all(clients.map((client) => client.makeDue('photos', 5)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(tasks.length);
    expect(await clients[0]?.due(5, 100)).toHaveLength(tasks.length);
  });
});
