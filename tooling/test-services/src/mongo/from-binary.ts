import type { FilledServerOptions } from '../options.ts';
import { findOnPath } from '../process/find-on-path.ts';
import { freePort } from '../process/free-port.ts';
import { ServerProcess } from '../process/server-process.ts';
import { Missing, type Way } from '../resolve.ts';
import type { MongoServer } from '../server.ts';
import { mongoServer } from './mongo-server.ts';

/** A `mongod` on the PATH. */
export function mongoFromBinary({ env }: FilledServerOptions): Way<MongoServer> {
  return {
    name: 'a binary',
    async find() {
      const command = await findOnPath('mongod', env);
      if (!command) return new Missing('no mongod on the PATH');
      const port = await freePort();
      const control = await ServerProcess.start({
        command,
        args: (folder) => ['--bind_ip', '127.0.0.1', '--port', `${port}`, '--dbpath', folder],
        isReady: (line) => line.includes('Waiting for connections'),
      });
      return mongoServer({ url: `mongodb://127.0.0.1:${port}/`, source: 'binary', from: `binary ${command}`, control });
    },
  };
}
