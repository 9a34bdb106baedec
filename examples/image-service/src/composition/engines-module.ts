import type { Logger } from '@safelight/core';
import type { EngineConfig } from '../config/config.ts';
import { embeddedModule } from './embedded-module.ts';
import type { Module } from './module.ts';

/** The engines that the configuration names. */
export async function enginesModule(engines: EngineConfig, logger: Logger): Promise<Module> {
  if (engines.kind === 'embedded') return embeddedModule;
  // Only now: the client libraries take longer to load than all the rest. So do the admin pages below.
  const { redisMongoModule } = await import('./redis-mongo-module.ts');
  return redisMongoModule(engines.settings, logger);
}

/** What shows the queues to an operator; nothing for engines that have none to show. */
export async function adminModules(engines: EngineConfig): Promise<readonly Module[]> {
  if (engines.kind === 'embedded') return [];
  const { adminModule } = await import('./admin-module.ts');
  return [adminModule(engines.settings)];
}
