import { Redis } from 'ioredis';
import { FleetServer } from './server.ts';

/** The fleet's Redis, which can be told things too. */
export class FleetRedis extends FleetServer {
  /** Sends one command by a connection of its own, such as `FLUSHALL`. @throws what Redis answers, or that it does not */
  async command(name: string, ...args: readonly string[]): Promise<unknown> {
    this.note([name, ...args].join(' '));
    return this.ask(name, ...args);
  }

  /** As `command`, for what is no fault: it only looks. */
  async ask(name: string, ...args: readonly string[]): Promise<unknown> {
    const client = new Redis(this.url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    // It comes by the call as well.
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }
}
