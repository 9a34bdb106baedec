import { setTimeout as pause } from 'node:timers/promises';
import { isConfigError, messageOf } from '@safelight/core';
import type { Logger } from 'pino';
import type { Config, ProcessKind } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { createLogger } from '../logging/logger.ts';
import { Interruption } from './interruption.ts';
import type { Lifecycle } from './lifecycle.ts';
import { StartError } from './start-error.ts';
import { workerIdOf } from './worker-id.ts';

/** What a process is made of. */
export interface ProcessContext {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborts when the process is asked to end. */
  readonly drain: AbortSignal;
  /** The name of this process's worker. */
  readonly workerId: string;
}

/** Ended by a configuration that can't work. */
const misconfigured = 2;

/**
 * The life of a process of the service, from its environment to its exit code: 0 after an end in order, 1 where
 * something had to be cut, could not start or failed unforeseen, 2 for a configuration that can't work.
 *
 * @param compose makes the parts; does no I/O
 */
export async function runProcess(
  kind: ProcessKind,
  process: NodeJS.Process,
  compose: (context: ProcessContext) => Promise<Lifecycle>,
): Promise<void> {
  const config = configOf(kind, process);
  if (config === undefined) {
    process.exitCode = misconfigured;
    return;
  }
  const { drainDelay, timeout } = config.shutdown;
  const workerId = workerIdOf(process.pid);
  const logger = createLogger({
    level: config.logLevel,
    process: kind,
    pid: process.pid,
    ...(kind === 'worker' ? { workerId } : {}),
  });
  // Whatever state it is in now, nobody knows: another process does better.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'An error that nobody expected; the process ends.');
    process.exit(1);
  });
  const interruption = interruptionOf(process);
  const drain = interruption.signal;
  let hasEnded = false;
  drain.addEventListener('abort', () => endAtLast(process, logger, drainDelay + timeout, () => hasEnded));
  const lifecycle = await startedLifecycle(compose, { config, logger, drain, workerId });
  if (lifecycle === undefined) {
    process.exitCode = 1;
    return;
  }
  if (!drain.aborted) logger.info({ engines: config.engines.kind }, 'Ready.');
  await aborted(drain);
  logger.info({ signal: drain.reason, drainDelay, timeout }, 'Shutting down: not ready any more.');
  await pause(drainDelay);
  process.exitCode = (await lifecycle.close(timeout)) ? 0 : 1;
  logger.info({ exitCode: process.exitCode }, 'Ended.');
  hasEnded = true;
}

function configOf(kind: ProcessKind, process: NodeJS.Process): Config | undefined {
  try {
    return readConfig(process.env, { process: kind, base: process.cwd() });
  } catch (error) {
    if (!isConfigError(error)) throw error;
    process.stderr.write(`The environment is not valid (see .env.example):\n${error.problems.join('\n')}\n`);
    return undefined;
  }
}

function interruptionOf(process: NodeJS.Process): Interruption {
  const interruption = new Interruption(
    (cause) => {
      // Not by process.exit(): that waits for the thread that decodes an image.
      process.removeAllListeners(cause);
      process.kill(process.pid, cause);
    },
    () => performance.now(),
  );
  process.on('SIGINT', () => interruption.hear('SIGINT'));
  process.on('SIGTERM', () => interruption.hear('SIGTERM'));
  return interruption;
}

/** Composes and starts, unless that fails; then it is told, and what was begun has ended. */
async function startedLifecycle(
  compose: (context: ProcessContext) => Promise<Lifecycle>,
  context: ProcessContext,
): Promise<Lifecycle | undefined> {
  const { config, logger, drain } = context;
  let lifecycle: Lifecycle | undefined;
  try {
    lifecycle = await compose(context);
    const starting = lifecycle.start();
    // A start that waits for an engine must not keep the process from ending.
    await Promise.race([starting, aborted(drain)]);
    return lifecycle;
  } catch (error) {
    const fields = error instanceof StartError ? {} : { err: error };
    logger.fatal(fields, `The process can't start: ${messageOf(error)}`);
    await lifecycle?.close(config.shutdown.timeout);
    return undefined;
  }
}

/** The deadline holds for whatever keeps the process alive, also where no part knows of it. */
function endAtLast(process: NodeJS.Process, logger: Logger, ms: number, hasEnded: () => boolean): void {
  const timer = setTimeout(() => {
    // An image that is still being decoded can't be stopped; its job was handed back.
    if (hasEnded()) process.exit();
    logger.error({ ms }, 'Shutting down took too long: what is left is cut.');
    process.exit(1);
  }, ms);
  timer.unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
