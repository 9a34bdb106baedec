// The public surface of `@safelight/contracts`.

export { eventBusContract } from './event-bus/index.ts';
export { leaseContract } from './lease/index.ts';
export { taskCacheContract } from './task-cache/index.ts';
export { taskRepositoryContract } from './task-repository/index.ts';
