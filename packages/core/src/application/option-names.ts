import type { PipelineOptions } from './pipeline-options.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Records, since the compiler then tells of a name that is missing or too many. */
const ofPipeline: Readonly<Record<keyof PipelineOptions, true>> = {
  queue: true,
  events: true,
  bus: true,
  repository: true,
  cache: true,
  lease: true,
  presets: true,
  route: true,
  retry: true,
  checkAfter: true,
  reconcileEvery: true,
  reconcileBatch: true,
  handlerTimeout: true,
  handlersAtOnce: true,
  pollEvery: true,
  closeTimeout: true,
  relay: true,
  reconciler: true,
  behaviours: true,
  logger: true,
  runtime: true,
};

const ofWorker: Readonly<Record<keyof WorkerOptions, true>> = {
  consumer: true,
  sources: true,
  images: true,
  processor: true,
  concurrency: true,
  workerId: true,
  attemptTimeout: true,
  closeTimeout: true,
  logger: true,
  runtime: true,
};

/** What `inMemory()` and `simulate()` give besides engines. */
const ofBundles = ['process', 'processName'] as const;

/** The names of the options of `createPipeline()`. */
export const pipelineNames: readonly string[] = Object.keys(ofPipeline);

/**
 * What may be given to `createPipeline()` and to `createWorker()` alike: both are given the same bundles,
 * and each takes of them what it needs. A name that is none of these is a mistake, such as a mistyped
 * setting, that would otherwise go unseen.
 */
export const sharedNames: readonly string[] = [...pipelineNames, ...Object.keys(ofWorker), ...ofBundles];
