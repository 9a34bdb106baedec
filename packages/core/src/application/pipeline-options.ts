import { ConfigError } from '../domain/errors.ts';
import { defaultQueue } from '../domain/job.ts';
import { fillOptions } from '../domain/options.ts';
import { defaultPresets, type Presets } from '../domain/preset.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../domain/retry-policy.ts';
import type { Engines } from '../ports/engines.ts';
import type { Logger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Behaviour } from './mediator.ts';
import { runtimeWith } from './runtime-with.ts';
import { defaultSettings, type PipelineSettings, settingsShape } from './settings.ts';
import type { Submission } from './submission.ts';
import { systemRuntime } from './system-runtime.ts';

/** What {@link createPipeline} takes: engines, and settings that all have defaults. */
export interface PipelineOptions<N extends string = string>
  extends Omit<Engines, 'consumer'>,
    Partial<Omit<PipelineSettings, 'retry'>> {
  /** What is left out is the default's, see `defaultRetryPolicy`. */
  readonly retry?: Partial<RetryPolicy>;
  /** Default `1024` and `800`, see `defaultPresets`. */
  readonly presets?: Presets<N>;
  /** Which queue a submission goes to, by name; default the queue `default`. The task remembers it. Its `source` is an object. */
  readonly route?: (submission: Submission) => string;
  /** Wrapped around every command, the first outermost; conflicts are retried inside them. */
  readonly behaviours?: readonly Behaviour[];
  /** Default silent. Takes `(fields, message)`, so pino and Fastify's log fit. */
  readonly logger?: Logger;
  /** Default the platform's clock and timers. */
  readonly runtime?: Runtime;
}

/** Options with every default filled in. */
export interface FilledPipelineOptions {
  readonly engines: Omit<Engines, 'consumer'>;
  readonly presets: Presets;
  readonly route: (submission: Submission) => string;
  readonly behaviours: readonly Behaviour[];
  readonly runtime: Runtime;
  readonly settings: PipelineSettings;
}

/** Each port, and a method that tells an adapter from anything else. */
const ports = { queue: 'enqueue', events: 'read', bus: 'publish', repository: 'insert' } as const;

/**
 * Fills the defaults and checks everything; engines that a pipeline has no use for (a bundle's
 * `consumer`, for one) may be there.
 *
 * @throws {ConfigError} that lists every problem
 */
export function fillPipelineOptions(options: PipelineOptions): FilledPipelineOptions {
  const { queue, events, bus, repository, cache, lease, presets = defaultPresets, logger, behaviours = [] } = options;
  const { route = () => defaultQueue, runtime = systemRuntime() } = options;
  const problems: string[] = Object.entries(ports)
    .filter(([port, method]) => typeof Reflect.get(Object(Reflect.get(options, port)), method) !== 'function')
    .map(([port]) => `${port}: an adapter is missing; spread a bundle such as inMemory() into the options`);
  if (typeof presets.pick !== 'function') problems.push('presets: make them with definePresets()');
  if (typeof route !== 'function') problems.push('route: must be a function that names a queue');
  let settings = defaultSettings;
  try {
    settings = fillOptions<PipelineSettings>('The options', settingsIn(options), defaultSettings, settingsShape);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
  }
  if (problems.length > 0) throw new ConfigError('The options of createPipeline()', problems);
  return {
    engines: { queue, events, bus, repository, ...(cache ? { cache } : {}), ...(lease ? { lease } : {}) },
    presets,
    route,
    behaviours,
    runtime: runtimeWith(runtime, logger ? { log: logger } : {}),
    settings,
  };
}

function settingsIn(options: PipelineOptions): Partial<PipelineSettings> {
  const settings = Object.fromEntries(Object.entries(options).filter(([key]) => key in settingsShape));
  return { ...settings, retry: { ...defaultRetryPolicy, ...options.retry } };
}
