// Real Redis and MongoDB servers, from whatever the machine has. Nothing starts until a function is called.

export { startMongo } from './mongo.ts';
export type { Environment, RedisOptions, ServerOptions } from './options.ts';
export { temporaryFolder } from './process/temporary-folder.ts';
export { watchProcess } from './process/watchdog.ts';
export { startRedis } from './redis.ts';
export { isServerUnavailableError, ServerUnavailableError, serverUnavailable } from './resolve.ts';
export type { MongoServer, RedisServer, ServerSource, TestServer } from './server.ts';
