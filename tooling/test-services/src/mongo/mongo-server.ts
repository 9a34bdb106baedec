import { randomName } from '../names.ts';
import { type MongoServer, methodsOf, type ServerControl, type ServerSource } from '../server.ts';
import { mongoProduct } from './client.ts';

/** What a way to MongoDB has to say about the one it got. */
export interface FoundMongo {
  readonly url: string;
  readonly source: ServerSource;
  /** The end of the summary line, such as `binary /usr/bin/mongod`. */
  readonly from: string;
  readonly control: ServerControl;
  /** Given where the server does not know it. */
  readonly version?: string;
  /** Hears of each name that was handed out. */
  readonly onName?: (name: string) => void;
}

/** The server as suites see it; asks it what it is, and stops it when it does not answer. */
export async function mongoServer({ url, source, from, control, onName, ...given }: FoundMongo): Promise<MongoServer> {
  const asked = await mongoProduct(url).catch(async (error: unknown) => {
    await control.stop();
    throw error;
  });
  const { product, version } = { ...asked, ...given };
  return {
    url,
    version,
    source,
    product,
    description: `${product} ${version} (${from})`,
    databaseName() {
      const name = randomName('safelight_');
      onName?.(name);
      return name;
    },
    ...methodsOf(control),
  };
}
