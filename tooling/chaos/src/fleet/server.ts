import type { TestServer } from '@safelight-tooling/test-services';
import type { FaultLog } from './fault-log.ts';

/** A server of the fleet, with each thing that is done to it in the log. Data and port stay over all of it. */
export class FleetServer {
  readonly name: string;
  readonly url: string;
  readonly #server: TestServer;
  readonly #log: FaultLog;
  /** What is done to it just now, one thing after another. */
  #doing: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(name: string, server: TestServer, log: FaultLog) {
    this.name = name;
    this.url = server.url;
    this.#server = server;
    this.#log = log;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.note('SIGKILL');
    await this.#do(() => this.#server.kill());
  }

  /** Ends it in order where it runs, and starts it. */
  async restart(): Promise<void> {
    this.note('restart');
    await this.#do(() => this.#server.restart());
  }

  /** SIGSTOP: connections stay open, nothing is answered. */
  async pause(): Promise<void> {
    this.note('pause');
    await this.#do(() => this.#server.pause());
  }

  /** Ends `pause`. */
  async resume(): Promise<void> {
    this.note('resume');
    await this.#do(() => this.#server.resume());
  }

  /** Ends it for good, once what is being done to it is done. Its data are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([this.#doing]);
    await this.#server.stop();
  }

  /** Notes what is done to it by other means. */
  protected note(fault: string): void {
    this.#log.note(fault, this.name);
  }

  async #do(deed: () => Promise<void>): Promise<void> {
    if (this.#isClosed) throw new Error(`${this.name} was closed for good.`);
    const before = this.#doing;
    const done = Promise.allSettled([before]).then(deed);
    this.#doing = done;
    await done;
  }
}
