// A process that holds a lease until it is killed, for the tests: node hold-lease.js URL PREFIX TTL
import { RedisLease } from '@safelight/adapter-redis';

const [url = '', prefix = '', ttl] = process.argv.slice(2);
const lease = new RedisLease({ url, prefix, ttl: Number(ttl) });
const never = new AbortController().signal;
await lease.hold(
  'relay',
  () => {
    process.stdout.write('held\n');
    return new Promise(() => setInterval(() => {}, 60_000));
  },
  never,
);
