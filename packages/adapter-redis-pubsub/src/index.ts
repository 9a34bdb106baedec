// The public surface of `@safelight/adapter-redis-pubsub`.

export type { RedisPubSubStats } from './bus-stats.ts';
export type { RedisPubSubOptions } from './options.ts';
export { redisPubSub } from './redis-pubsub.ts';
export { RedisPubSubEventBus } from './redis-pubsub-event-bus.ts';
