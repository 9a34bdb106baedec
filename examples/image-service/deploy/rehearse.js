// What the Dockerfile would do, without a container engine: builds the service from a clean copy of the repository,
// starts it from the folder that the image would hold, as a user without rights, and gives it a photograph.
//
//   node examples/image-service/deploy/rehearse.js
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = 'examples/image-service/deploy';
const isRoot = process.getuid?.() === 0;
/** Debian's `nobody`, who owns nothing. */
const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};

const folder = mkdtempSync(path.join(tmpdir(), 'safelight-rehearsal-'));
const context = path.join(folder, 'context');
const app = path.join(folder, 'app');

/** What `COPY . .` would copy: the files of the checkout, without those that .dockerignore names. */
function copyContext() {
  const ignored = readFileSync(path.join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('**/') ? [line.slice(3)] : []));
  cpSync(root, context, { recursive: true, filter: (from) => !ignored.includes(path.basename(from)) });
}

/** @type {(command: string, args: string[]) => void} */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: context, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} exited with ${status ?? error}.`);
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

/** The service's environment, as the Dockerfile sets it but for folders and port. @type {(port: number) => NodeJS.ProcessEnv} */
function environment(port) {
  const data = path.join(folder, 'data');
  for (const name of ['input', 'output']) {
    mkdirSync(path.join(data, name), { recursive: true });
    chmodSync(path.join(data, name), 0o777);
  }
  copyFileSync(path.join(root, 'examples/image-service/samples/fig.jpg'), path.join(data, 'input/fig.jpg'));
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    MALLOC_ARENA_MAX: '2',
    HOST: '127.0.0.1',
    PORT: String(port),
    WORKER_PORT: String(port),
    INPUT_DIR: path.join(data, 'input'),
    OUTPUT_DIR: path.join(data, 'output'),
  };
}

/** Resolves once the healthcheck passes. @type {(env: NodeJS.ProcessEnv, service: import('node:child_process').ChildProcess) => Promise<void>} */
async function untilHealthy(env, service) {
  const until = Date.now() + 30_000;
  for (;;) {
    const check = spawnSync(process.execPath, [`${here}/healthcheck.js`, 'ready'], { cwd: app, env, ...nobody });
    if (check.status === 0) return;
    if (service.exitCode !== null) throw new Error(`The service ended with ${service.exitCode}.`);
    if (Date.now() > until) throw new Error(`It does not become healthy: ${check.stderr}`);
    await pause(100);
  }
}

/** The page and what it loads first. @type {(base: string) => Promise<void>} */
async function loadPage(base) {
  const html = await textAt(`${base}/`);
  const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  if (!assets.some((path) => path.endsWith('.js'))) throw new Error('The page loads no script.');
  for (const path of assets) await textAt(base + path);
}

/** @type {(url: string) => Promise<string>} */
async function textAt(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} gave ${response.status}.`);
  return response.text();
}

/** Submits the photograph, waits for its end, and fetches a derivative. @type {(base: string) => Promise<number>} */
async function derive(base) {
  const submitted = await fetch(`${base}/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imagePath: 'fig.jpg' }),
  });
  if (submitted.status !== 202) throw new Error(`POST /tasks gave ${submitted.status}: ${await submitted.text()}`);
  const location = new URL(submitted.headers.get('location') ?? '', base);
  // The stream ends when the task has.
  await (await fetch(`${location}/events`, { signal: AbortSignal.timeout(60_000) })).text();
  /** @type {any} */
  const task = await (await fetch(location)).json();
  if (task.status !== 'completed') throw new Error(`The task is ${JSON.stringify(task)}.`);
  const image = await fetch(new URL(task.images[0].url, base));
  if (!image.ok) throw new Error(`GET ${task.images[0].url} gave ${image.status}.`);
  return (await image.arrayBuffer()).byteLength;
}

try {
  chmodSync(folder, 0o755);
  copyContext();
  run('sh', [`${here}/build.sh`, app]);
  // Nobody can write here, as in the image.
  const port = await freePort();
  const env = environment(port);
  const service = spawn(process.execPath, [`${here}/start.js`, 'all-in-one'], {
    cwd: app,
    env,
    stdio: 'inherit',
    ...nobody,
  });
  const ended = once(service, 'exit');
  try {
    await untilHealthy(env, service);
    const base = `http://127.0.0.1:${port}`;
    await loadPage(base);
    const bytes = await derive(base);
    service.kill('SIGTERM');
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(`After SIGTERM it ended with ${code ?? signal}.`);
    process.stdout.write(
      `The service runs from ${app} as ${isRoot ? 'nobody' : 'this user'}: healthy, a derivative of ${bytes} bytes, ended in order.\n`,
    );
  } finally {
    service.kill('SIGKILL');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
