/** Where a server came from; the resolver tries them in this order. */
export type ServerSource = 'env' | 'testcontainers' | 'binary' | 'ferretdb';

/** A running server. Disposing it is {@link TestServer.stop}. */
export interface TestServer extends AsyncDisposable {
  /** Where clients connect; stays the same over `restart()`. */
  readonly url: string;
  /** The server's own version, such as `7.0.15`. */
  readonly version: string;
  readonly source: ServerSource;
  /** One line for the summary of a run: `redis 7.0.15 (binary /usr/bin/redis-server)`. */
  readonly description: string;
  /**
   * Stops the server and removes its data. One that was found in the environment goes on; only what
   * `namespace()` or `databaseName()` named is removed from it. Idempotent.
   */
  stop(): Promise<void>;
  /**
   * Ends the server at once, as SIGKILL does. Its data stay for `restart()`.
   *
   * @throws {Error} for a server from the environment, as do the next three: ask for `owned: true`
   */
  kill(): Promise<void>;
  /** Ends the server in an orderly way if it runs, and starts it on the same port and data. */
  restart(): Promise<void>;
  /** Freezes the server: connections stay open, nothing is answered. */
  pause(): Promise<void>;
  /** Ends `pause()`. */
  resume(): Promise<void>;
}

/** A running Redis. */
export interface RedisServer extends TestServer {
  /**
   * A new random name, fit as a key prefix, queue name or channel (letters and digits only). Name
   * everything by it: suites that run side by side may share one Redis.
   */
  namespace(): string;
}

/** A running server that speaks MongoDB's wire protocol. */
export interface MongoServer extends TestServer {
  /** `FerretDB` lacks some of MongoDB's features: this is the flag by which a suite leaves them out. */
  readonly product: 'MongoDB' | 'FerretDB';
  /** A new random database name. */
  databaseName(): string;
}

/** What a server of ours can be made to do; the rest of {@link TestServer} is the same for all. */
export type ServerControl = Pick<TestServer, 'stop' | 'kill' | 'restart' | 'pause' | 'resume'>;

/** The methods of a server that is controlled so. */
export function methodsOf(control: ServerControl): ServerControl & AsyncDisposable {
  return {
    stop: () => control.stop(),
    kill: () => control.kill(),
    restart: () => control.restart(),
    pause: () => control.pause(),
    resume: () => control.resume(),
    [Symbol.asyncDispose]: () => control.stop(),
  };
}

/** The control over a server that is not ours: it can only be let go of. */
export function borrowed(variable: string, letGo: () => Promise<void>): ServerControl {
  const refuse = async (): Promise<never> => {
    throw new Error(
      `The server that ${variable} names is not ours to kill, restart or pause. Ask for one with \`owned: true\`.`,
    );
  };
  return { stop: letGo, kill: refuse, restart: refuse, pause: refuse, resume: refuse };
}
