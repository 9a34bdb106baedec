import { buildMongoWire } from '../mongo-wire/build.ts';
import { findGo } from '../mongo-wire/go.ts';
import type { FilledServerOptions } from '../options.ts';
import { freePort } from '../process/free-port.ts';
import { ServerProcess } from '../process/server-process.ts';
import { Missing, type Way } from '../resolve.ts';
import type { MongoServer } from '../server.ts';
import { mongoServer } from './mongo-server.ts';

/** FerretDB in our small Go program, built here once. */
export function mongoFromFerretDb({ env }: FilledServerOptions): Way<MongoServer> {
  return {
    name: 'FerretDB, built with Go',
    async find() {
      const go = await findGo(env);
      if (go instanceof Missing) return go;
      const command = await buildMongoWire(go, env);
      if (command instanceof Missing) return command;
      const port = await freePort();
      let built = { ferretdb: 'of unknown version', go: go.version };
      const control = await ServerProcess.start({
        command,
        args: (folder) => ['-listen', `127.0.0.1:${port}`, '-data', folder],
        // It makes much garbage and holds little: collected less often, it does the same in a quarter less time.
        env: { GOGC: '400' },
        isReady(line) {
          if (!line.startsWith('{')) return false;
          built = JSON.parse(line);
          return true;
        },
      });
      return mongoServer({
        url: `mongodb://127.0.0.1:${port}/`,
        source: 'ferretdb',
        version: built.ferretdb,
        from: `MongoDB wire, built with ${built.go}`,
        control,
      });
    },
  };
}
