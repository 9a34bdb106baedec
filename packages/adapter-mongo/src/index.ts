// The public surface of `@safelight/adapter-mongo`.

export { type MongoEngines, mongo } from './mongo.ts';
export { isMongoRepositoryError, MongoRepositoryError } from './mongo-repository-error.ts';
export { MongoTaskRepository } from './mongo-task-repository.ts';
export type { MongoOptions } from './options.ts';
export { documentLayout, type TaskDocument } from './task-document.ts';
export { taskIndexes } from './task-indexes.ts';
