import { ConfigError } from '../domain/errors.ts';
import { defaultQueue } from '../domain/job.ts';
import { fillOptions } from '../domain/options.ts';
import { defaultPresets, type Presets } from '../domain/preset.ts';
import { defaultRetryPolicy } from '../domain/retry-policy.ts';
import { unknownOptions } from '../domain/unknown-options.ts';
import type { Engines } from '../ports/engines.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Behaviour } from './mediator.ts';
import { pipelineNames, sharedNames } from './option-names.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import { runtimeWith } from './runtime-with.ts';
import { defaultSettings, type PipelineSettings, settingsShape } from './settings.ts';
import type { Submission } from './submission.ts';
import { systemRuntime } from './system-runtime.ts';

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
 * Fills the defaults and checks everything; what a pipeline has no use for (a bundle's `consumer`, for
 * one) may be there.
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
  problems.push(
    ...unknownOptions(options, pipelineNames, sharedNames),
    ...unknownOptions(options.retry ?? {}, Object.keys(defaultRetryPolicy)).map((problem) => `retry.${problem}`),
  );
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
