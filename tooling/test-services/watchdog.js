// Ends servers and removes their folders once the process that started them is gone, however it went:
// its end closes this process's stdin. Each line there is the whole of what to end, as
// {"pids":[1],"folders":["/tmp/x"]}. Plain JavaScript, so that it starts from sources and from dist.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

/** @type {{ pids: number[], folders: string[] }} */
let charge = { pids: [], folders: [] };
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  charge = JSON.parse(line);
});
lines.on('close', () => {
  for (const pid of charge.pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ESRCH') throw error; // it is gone already
    }
  }
  // A server that is just dying may still write: hence the retries.
  for (const folder of charge.folders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
});
