import { inContainer, startContainer } from '../container.ts';
import type { FilledServerOptions } from '../options.ts';
import { freePort } from '../process/free-port.ts';
import type { Way } from '../resolve.ts';
import type { MongoServer } from '../server.ts';
import { mongoServer } from './mongo-server.ts';

const image = 'mongo:7.0';

/** A MongoDB in a container (a replica set of one), where an engine answers. */
export function mongoFromContainer({ env }: FilledServerOptions): Way<MongoServer> {
  return inContainer(env, image, async () => {
    const { MongoDBContainer } = await import('@testcontainers/mongodb');
    const port = await freePort();
    const { container, control } = await startContainer(
      new MongoDBContainer(image).withExposedPorts({ container: 27017, host: port }),
    );
    return mongoServer({
      url: `mongodb://${container.getHost()}:${port}/?directConnection=true`,
      source: 'testcontainers',
      from: `container ${image}`,
      control,
    });
  });
}
