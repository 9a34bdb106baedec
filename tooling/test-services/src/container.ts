import { messageOf } from '@safelight/core';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import type { Environment } from './options.ts';
import { Missing, type Way } from './resolve.ts';
import type { ServerControl } from './server.ts';

/**
 * A way by a container, open where an engine answers and has, or can pull, the image. Testcontainers
 * is imported only here: it costs 0.4 s.
 */
export function inContainer<T>(env: Environment, image: string, start: () => Promise<T>): Way<T> {
  return {
    name: 'a container',
    async find() {
      if (env.SAFELIGHT_NO_CONTAINERS) return new Missing('SAFELIGHT_NO_CONTAINERS is set');
      const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
      try {
        const engine = await getContainerRuntimeClient();
        const name = ImageName.fromString(image);
        if (!(await engine.image.exists(name))) await engine.image.pull(name);
      } catch (error) {
        return new Missing(`no container engine that has or pulls ${image} (${messageOf(error)})`);
      }
      return start();
    },
  };
}

/** Starts the container; its published ports must be fixed ones, so that they stay over a restart. */
export async function startContainer(
  definition: Pick<GenericContainer, 'start'>,
): Promise<{ readonly container: StartedTestContainer; readonly control: ServerControl }> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const container = await definition.start();
  const engine = (await getContainerRuntimeClient()).container.getById(container.getId());
  let stopped: Promise<unknown> | undefined;
  let paused = false;
  const resume = async (): Promise<void> => {
    if (paused) await engine.unpause();
    paused = false;
  };
  return {
    container,
    control: {
      async stop() {
        stopped ??= resume().then(() => container.stop());
        await stopped;
      },
      async kill() {
        await resume();
        await engine.kill();
      },
      async restart() {
        await resume();
        await container.restart({ timeout: 10_000 });
      },
      async pause() {
        await engine.pause();
        paused = true;
      },
      resume,
    },
  };
}
