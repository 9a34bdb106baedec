import { SafelightError } from '@safelight/core';

/** One way to get a server: gives it, or says why this way is not open here. */
export interface Way<T> {
  /** How a message names this way, such as `a container`. */
  readonly name: string;
  find(): Promise<T | Missing>;
}

/** Why one way is not open. */
export class Missing {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The code of {@link ServerUnavailableError}. */
export const serverUnavailable = 'TEST_SERVER_UNAVAILABLE';

/** This machine has no way to the server; the message names each way, why it is closed, and how to open one. */
export class ServerUnavailableError extends SafelightError {
  /** Such as `Redis`. */
  readonly server: string;
  constructor(server: string, tried: readonly string[], remedy: string) {
    super(
      serverUnavailable,
      `This machine has no ${server}. Tried:\n${tried.map((line) => `  - ${line}\n`).join('')}${remedy}`,
    );
    this.server = server;
  }
}

/** True for {@link ServerUnavailableError}. */
export function isServerUnavailableError(error: unknown): error is ServerUnavailableError {
  return error instanceof SafelightError && error.code === serverUnavailable;
}

/**
 * The first way that gives a server.
 *
 * @throws {ServerUnavailableError} when none does
 * @throws {Error} when a way is open and its server does not start
 */
export async function firstOpenWay<T extends object>(
  server: string,
  ways: readonly Way<T>[],
  remedy: string,
): Promise<T> {
  const tried: string[] = [];
  for (const way of ways) {
    const found = await way.find();
    if (!(found instanceof Missing)) return found;
    tried.push(`${way.name}: ${found.reason}`);
  }
  throw new ServerUnavailableError(server, tried, remedy);
}

/** A URL for a message: without its password. */
export function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}
