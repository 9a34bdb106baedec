// The public surface of `@safelight/contracts`.

export { anEvent } from './builders/events.ts';
export { anId } from './builders/ids.ts';
export { aDerivative, anImage, md5 } from './builders/images.ts';
export { aJob, aResult, retries } from './builders/jobs.ts';
export { aTask, completed, failed, longAgo, started, type TaskTraits } from './builders/tasks.ts';
export type { ContractOptions, ContractReport, CreateContext, Harness, NotShown } from './contract.ts';
export type { EventBusFeature, EventBusHarness, EventBusProbe } from './event-bus/harness.ts';
export { eventBusContract } from './event-bus/index.ts';
export type { FeatureDescriptions, FeatureFlags } from './features.ts';
export type { ImageProcessorFeature, ImageProcessorHarness, Sample, Samples } from './image-processor/harness.ts';
export { imageProcessorContract } from './image-processor/index.ts';
export type { ImageStoreFeature, ImageStoreHarness, ImageStoreProbe } from './image-store/harness.ts';
export { imageStoreContract } from './image-store/index.ts';
export { jobConsumerContract } from './job-consumer/index.ts';
export { jobEventsContract } from './job-events/index.ts';
export type { LeaseClient, LeaseFeature, LeaseHarness } from './lease/harness.ts';
export { leaseContract } from './lease/index.ts';
export type { QueueClient, QueueFeature, QueueHarness, QueueProbe } from './queue/harness.ts';
export type { TestRunner } from './runner.ts';
export type { SourceReaderFeature, SourceReaderHarness, SourceReaderProbe } from './source-reader/harness.ts';
export { sourceReaderContract } from './source-reader/index.ts';
export type { TaskCacheFeature, TaskCacheHarness, TaskCacheProbe } from './task-cache/harness.ts';
export { taskCacheContract } from './task-cache/index.ts';
export { taskQueueContract } from './task-queue/index.ts';
export type { TaskRepositoryFeature, TaskRepositoryHarness, TaskRepositoryProbe } from './task-repository/harness.ts';
export { taskRepositoryContract } from './task-repository/index.ts';
