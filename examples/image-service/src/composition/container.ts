import { Container, ContainerModule } from 'inversify';
import { coreModule } from './core-module.ts';
import type { ImageService } from './image-service.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/**
 * The service, composed of the core and of what the given modules bind: one for the engines, one for the
 * image work. Does no I/O: that begins with `start()`.
 */
export function composeService(...modules: readonly Module[]): ImageService {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(...[coreModule, ...modules].map((load) => new ContainerModule(({ bind }) => load(bind))));
  return container.get<ImageService>(tokens.service);
}
