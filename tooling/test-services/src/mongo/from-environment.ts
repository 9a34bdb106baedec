import type { FilledServerOptions } from '../options.ts';
import { Missing, type Way, withoutPassword } from '../resolve.ts';
import { borrowed, type MongoServer } from '../server.ts';
import { removeDatabases } from './client.ts';
import { mongoServer } from './mongo-server.ts';

/** The server that MONGODB_URL names. */
export function mongoFromEnvironment({ env, owned }: FilledServerOptions): Way<MongoServer> {
  return {
    name: 'MONGODB_URL',
    async find() {
      const url = env.MONGODB_URL;
      if (!url) return new Missing('is not set');
      if (owned) return new Missing('is not for a suite that restarts its server');
      const names: string[] = [];
      return mongoServer({
        url,
        source: 'env',
        from: `MONGODB_URL ${withoutPassword(url)}`,
        control: borrowed('MONGODB_URL', () => removeDatabases(url, names.splice(0))),
        onName: (name) => names.push(name),
      });
    },
  };
}
