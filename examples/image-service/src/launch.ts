// `npm start`, `start:api`, `start:worker`: starts the process that is named, with what must be set before it begins.
// In production start `node dist/worker.js` itself, and set MALLOC_ARENA_MAX where its environment comes from.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name = 'all-in-one'] = process.argv.slice(2);
const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));

// What the environment has goes before the file.
if (existsSync('.env')) process.loadEnvFile('.env');
// sharp works in many threads, and glibc would give each an arena that it seldom gives back: a third of the memory.
const arenas = process.platform === 'linux' ? { MALLOC_ARENA_MAX: '2' } : {};
const child = spawn(process.execPath, [script], { env: { ...arenas, ...process.env }, stdio: 'inherit' });

process.on('SIGINT', () => child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code, signal) => {
  process.exitCode = code ?? 1;
  if (signal === null) return;
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
