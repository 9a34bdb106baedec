import type { TestServer } from '@safelight-tooling/test-services';
import type { FaultLog } from './fault-log.ts';

/** A server of the fleet, with each thing that is done to it in the log. Data and port stay over all of it. */
export class FleetServer {
  readonly name: string;
  readonly url: string;
  readonly #server: TestServer;
  readonly #log: FaultLog;

  constructor(name: string, server: TestServer, log: FaultLog) {
    this.name = name;
    this.url = server.url;
    this.#server = server;
    this.#log = log;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.note('SIGKILL');
    await this.#server.kill();
  }

  /** Ends it in order where it runs, and starts it. */
  async restart(): Promise<void> {
    this.note('restart');
    await this.#server.restart();
  }

  /** SIGSTOP: connections stay open, nothing is answered. */
  async pause(): Promise<void> {
    this.note('pause');
    await this.#server.pause();
  }

  /** Ends `pause`. */
  async resume(): Promise<void> {
    this.note('resume');
    await this.#server.resume();
  }

  /** Notes what is done to it by other means. */
  protected note(fault: string): void {
    this.#log.note(fault, this.name);
  }
}
