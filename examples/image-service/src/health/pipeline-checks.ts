import type { EngineHealth, Health, Logger, Pipeline } from '@safelight/core';
import type { Check, Checks } from './readiness.ts';

/** How long an engine may take to answer, in milliseconds: well below what balancers and Compose wait. */
const timeout = 2_000;

/** How {@link pipelineChecks} judges. */
export interface PipelineCheckOptions {
  /** How old the oldest fact may be that no relay has told yet, in milliseconds. */
  readonly maxRelayLag: number;
  /** Told of what is wrong, with the engine's own words, whenever that changes. */
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** What an API process depends on: the repository, the queue, and a relay, of whichever process, that keeps up. */
export function pipelineChecks(
  pipeline: Pick<Pipeline, 'health'>,
  { maxRelayLag, logger }: PipelineCheckOptions,
): Checks {
  let known = '';
  return async () => {
    const health = await pipeline.health({ timeout });
    const checks = {
      repository: ofEngine(health.repository),
      queue: ofEngine(health.queue),
      relay: ofRelay(health, maxRelayLag),
    };
    const wrong = Object.entries(checks).flatMap(([name, { ok }]) => (ok ? [] : [name]));
    if (wrong.join() !== known) {
      known = wrong.join();
      if (wrong.length === 0) logger.info({}, 'All that this process depends on is well again.');
      else logger.warn({ wrong, health }, 'This process is not ready: what it depends on is not well.');
    }
    return checks;
  };
}

function ofEngine({ ok, ms }: EngineHealth): Check {
  return ok ? { ok, ms } : { ok, problem: 'It did not answer, or not in time; the log says more.' };
}

function ofRelay({ relay }: Health, maxRelayLag: number): Check {
  if (relay.length === 0) return { ok: false, problem: 'How far it lags behind could not be asked; see the queue.' };
  const behind = Math.max(...relay.map((one) => one.behind));
  if (behind <= maxRelayLag) return { ok: true, behind };
  return {
    ok: false,
    behind,
    problem: `The oldest fact waits for ${behind} ms, MAX_RELAY_LAG is ${maxRelayLag} ms: does a process with a relay run?`,
  };
}
