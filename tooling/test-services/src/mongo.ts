import { mongoFromBinary } from './mongo/from-binary.ts';
import { mongoFromContainer } from './mongo/from-container.ts';
import { mongoFromEnvironment } from './mongo/from-environment.ts';
import { mongoFromFerretDb } from './mongo/from-ferretdb.ts';
import { fillServerOptions, type ServerOptions } from './options.ts';
import { firstOpenWay } from './resolve.ts';
import type { MongoServer } from './server.ts';

const remedy =
  'To get one: install Go 1.24 or newer (1.21 will do where it may download its own successors; on Debian ' +
  '`sh tooling/test-services/ci-install.sh` does it), or start Docker, or install mongod, or set MONGODB_URL, ' +
  'such as MONGODB_URL=mongodb://127.0.0.1:27017.';

/**
 * A running server that speaks MongoDB's wire protocol: MONGODB_URL's, else MongoDB in a container, else
 * one by `mongod` on the PATH, else FerretDB, built with the machine's Go (about a minute and a half, once). Its
 * data survive `restart()` and `kill()`. Stop it when done; at the latest it ends soon after this process.
 *
 * @throws {ServerUnavailableError} when this machine has no way to one
 * @throws {Error} when MONGODB_URL does not answer, or the server does not start
 */
export async function startMongo(options: ServerOptions = {}): Promise<MongoServer> {
  const filled = fillServerOptions('The options of startMongo()', options);
  return firstOpenWay(
    'MongoDB',
    [mongoFromEnvironment(filled), mongoFromContainer(filled), mongoFromBinary(filled), mongoFromFerretDb(filled)],
    remedy,
  );
}
