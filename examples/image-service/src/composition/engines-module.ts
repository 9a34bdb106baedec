import type { Logger } from '@safelight/core';
import type { EngineConfig } from '../config/config.ts';
import { embeddedModule } from './embedded-module.ts';
import type { Module } from './module.ts';

/** The engines that the configuration names. */
export async function enginesModule(engines: EngineConfig, logger: Logger): Promise<Module> {
  if (engines.kind === 'embedded') return embeddedModule;
  // Only now: the client libraries take longer to load than all the rest.
  const { redisMongoModule } = await import('./redis-mongo-module.ts');
  return redisMongoModule(engines.settings, logger);
}
