import type { Engines } from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** The engines inside this process: nothing to install, and all is forgotten when it ends. */
export const embeddedModule: Module = (bind) => {
  bind<Engines>(tokens.engines).toResolvedValue(() => inMemory());
};
