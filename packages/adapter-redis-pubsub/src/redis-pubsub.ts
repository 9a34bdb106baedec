import type { RedisPubSubOptions } from './options.ts';
import { RedisPubSubEventBus } from './redis-pubsub-event-bus.ts';

/**
 * The event bus on Redis pub/sub, as a bundle to spread into a pipeline's engines. Connects when it is
 * first used, not here.
 *
 * @throws {ConfigError} that lists every problem of the options
 */
export function redisPubSub(options: Partial<RedisPubSubOptions>): { readonly bus: RedisPubSubEventBus } {
  return { bus: new RedisPubSubEventBus(options) };
}
