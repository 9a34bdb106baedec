// Starts both servers and keeps them until Ctrl-C; with `--check`, says what it got and ends.
// The exit code is 1 where a server cannot be had.

import { once } from 'node:events';
import { messageOf } from '@safelight/core';
import { startMongo } from './mongo.ts';
import { startRedis } from './redis.ts';
import type { TestServer } from './server.ts';

const checkOnly = process.argv.includes('--check');
const started: TestServer[] = [];
for (const [variable, start] of [
  ['REDIS_URL', startRedis],
  ['MONGODB_URL', startMongo],
] as const) {
  try {
    const server = await start();
    started.push(server);
    console.log(checkOnly ? server.description : `${variable}=${server.url}  # ${server.description}`);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
if (!checkOnly && process.exitCode !== 1) {
  // Before it is told: who reads it may be quick.
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  // Neither the servers nor a wait for a signal keeps a process alive.
  const alive = setInterval(() => {}, 2 ** 30);
  console.log('Ctrl-C stops them.');
  await asked;
  clearInterval(alive);
}
await Promise.all(started.map((server) => server.stop()));
