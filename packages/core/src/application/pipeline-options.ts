import type { Presets } from '../domain/preset.ts';
import type { RetryPolicy } from '../domain/retry-policy.ts';
import type { Engines } from '../ports/engines.ts';
import type { Logger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Behaviour } from './mediator.ts';
import type { PipelineSettings } from './settings.ts';
import type { Submission } from './submission.ts';

/**
 * What {@link createPipeline} takes: engines, and settings that all have defaults. A bundle's `consumer` and
 * the options of `createWorker` may be there too, so that bundles can be spread in; any other name is refused.
 */
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
