// The public surface of `@safelight/core`. What is not named here is internal.

export { Abort, onAbort } from './application/abort.ts';
export { logging, retryOnConflict, timing, tracing } from './application/behaviours.ts';
export {
  CancelTaskCommand,
  type ChangedTask,
  CountTasksQuery,
  CreateTaskCommand,
  DiscardTaskCommand,
  GetTaskQuery,
  ListTasksQuery,
  RecordHandlersCommand,
  ReplayTaskCommand,
  type UpdatedStatus,
  UpdateTaskStatusCommand,
} from './application/commands.ts';
export { freeBytes } from './application/free-bytes.ts';
export type { EngineHealth, Health, HealthOptions, RelayLag } from './application/health.ts';
export { type Behaviour, type Command, type CommandType, defineCommand, Mediator } from './application/mediator.ts';
export { createPipeline, type PageOptions, Pipeline } from './application/pipeline.ts';
export type { PipelineOptions } from './application/pipeline-options.ts';
export type { PipelineSettings } from './application/settings.ts';
export type { SettledHandler } from './application/settled-handlers.ts';
export type { Submission, SubmitOptions } from './application/submission.ts';
export { type SweepOptions, sweepImages } from './application/sweep.ts';
export { systemRuntime } from './application/system-runtime.ts';
export { createWorker, Worker } from './application/worker.ts';
export type { WorkerOptions } from './application/worker-options.ts';
export { canonicalJson, fingerprint, hash32 } from './domain/canonical.ts';
export type { Check, Json, Shape } from './domain/check.ts';
export * as check from './domain/check.ts';
export * from './domain/errors.ts';
export * from './domain/event.ts';
export { eventCheck, parseEvent, serialiseEvent } from './domain/event-codec.ts';
export * from './domain/fact.ts';
export { isTaskId, type JobRef, jobIdOf, parseTaskId, type TaskId, taskIdCheck, uuidv7 } from './domain/id.ts';
export { type Derivative, imageKey, type StoredImage } from './domain/image.ts';
export {
  defaultQueue,
  isForeignJob,
  type Job,
  type JobCounts,
  type JobFailure,
  type JobResult,
  type JobSnapshot,
  type Metadata,
  parseJob,
  parseJobResult,
  type QueueCounts,
  queueNameCheck,
  schemaVersion,
  serialiseJob,
  type TaskContext,
} from './domain/job.ts';
export { fillOptions, given, maybeGiven } from './domain/options.ts';
export {
  defaultPresets,
  definePresets,
  type Effort,
  efforts,
  type Fit,
  fits,
  type ImageFormat,
  imageFormats,
  type Preset,
  type PresetOptions,
  type Presets,
} from './domain/preset.ts';
export { type Problem, toProblem } from './domain/problem.ts';
export { defaultRetryPolicy, type RetryPolicy, retryDelay } from './domain/retry-policy.ts';
export { imageNameOf, type Source } from './domain/source.ts';
export { isTerminal, type TaskStatus, type Trigger, taskStatuses, transitions, triggerOf } from './domain/status.ts';
export {
  adoptTask,
  createTask,
  eventOf,
  type HandlerState,
  historyLimit,
  isDeadLetter,
  jobOf,
  jobRefOf,
  type NewTask,
  newestEvents,
  pendingHandlers,
  type Task,
  type Timing,
} from './domain/task.ts';
export { parseTask, serialiseTask } from './domain/task-codec.ts';
export { type AppliedFact, applyFact } from './domain/task-facts.ts';
export { cancelTask, discardTask, replayTask, startNextRun } from './domain/task-runs.ts';
export { type HandlerResult, recordHandlers } from './domain/task-settling.ts';
export type { AbortSignalLike } from './ports/abort-signal.ts';
export type { Engines } from './ports/engines.ts';
export type { EventBus, Unsubscribe } from './ports/event-bus.ts';
export type { ImageProcessor } from './ports/image-processor.ts';
export type { ImageStat, ImageStore, WriteOptions } from './ports/image-store.ts';
export type { AttemptContext, ConsumeOptions, JobConsumer, JobHandler } from './ports/job-consumer.ts';
export type { FactBatch, JobEvents, PartitionLag } from './ports/job-events.ts';
export type { Lease } from './ports/lease.ts';
export { type Logger, silentLogger } from './ports/logger.ts';
export type { Runtime } from './ports/runtime.ts';
export type { SourceBytes, SourceReader } from './ports/source-reader.ts';
export { plainSpan, type Span } from './ports/span.ts';
export type { TaskCache } from './ports/task-cache.ts';
export type { EnqueueResult, TaskQueue } from './ports/task-queue.ts';
export type {
  Cursor,
  InsertResult,
  Page,
  PageRequest,
  TaskCounts,
  TaskFilter,
  TaskRepository,
} from './ports/task-repository.ts';
