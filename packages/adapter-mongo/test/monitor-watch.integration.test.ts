import { silentLogger } from '@safelight/core';
import { describeWithMongo } from '@safelight-tooling/test-services/vitest';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MonitorWatch } from '../src/monitor-watch.ts';

describeWithMongo('the watch on the driver’s monitor', (server) => {
  let client: MongoClient;
  let watch: MonitorWatch;
  let connected: number;
  const warn = vi.fn();
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    client = new MongoClient(server.url);
    watch = new MonitorWatch(client, 1_000, { ...silentLogger, warn });
    connected = 0;
    warn.mockClear();
    client.on('topologyOpening', () => {
      connected++;
    });
    await client.connect();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await watch.close();
  });

  const ping = (): Promise<unknown> => client.db('admin').command({ ping: 1 });

  it('leaves a client alone whose monitor has looked at its server of late', async () => {
    vi.advanceTimersByTime(11_000);
    await watch.mend();
    expect(connected).toBe(1);
  });

  it('connects a client anew whose monitor has looked at no server for too long, once for all who ask', async () => {
    vi.advanceTimersByTime(13_000);
    await Promise.all([watch.mend(), watch.mend()]);
    expect(connected).toBe(2);
    expect(warn).toHaveBeenCalledOnce();
    await ping();
  });

  it('connects nothing any more once it is closed', async () => {
    await watch.close();
    vi.advanceTimersByTime(60_000);
    await watch.mend();
    expect(connected).toBe(1);
  });
});
