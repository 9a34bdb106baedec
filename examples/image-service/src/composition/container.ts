import { Container, ContainerModule } from 'inversify';
import type { Lifecycle } from '../processes/lifecycle.ts';
import { coreModule } from './core-module.ts';
import type { ImageService, RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/**
 * The service, composed of the core and of what the given modules bind: the engines, and a worker in this
 * process (with its image work) or in another. Does no I/O: that begins with `start()`.
 */
export function composeService(...modules: readonly Module[]): ImageService {
  return containerOf(modules).get<ImageService>(tokens.service);
}

/** The worker alone, for a process of its own: of the same modules, and nothing that only the API side needs. */
export function composeWorker(...modules: readonly Module[]): RunningWorker {
  return containerOf(modules).get<RunningWorker>(tokens.worker);
}

/** A whole process of the service: its parts, in the order in which they start and end. */
export function composeProcess(...modules: readonly Module[]): Lifecycle {
  return containerOf(modules).get<Lifecycle>(tokens.lifecycle);
}

function containerOf(modules: readonly Module[]): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(...[coreModule, ...modules].map((load) => new ContainerModule(({ bind }) => load(bind))));
  return container;
}
