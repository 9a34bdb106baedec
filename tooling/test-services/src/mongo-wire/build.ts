import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@safelight/core';
import type { Environment } from '../options.ts';
import { watchFolder } from '../process/watchdog.ts';
import { Missing } from '../resolve.ts';
import { alone } from './alone.ts';
import { type Go, runGo, sources } from './go.ts';
import { layOut, patchVersion } from './lay-out.ts';

/**
 * The program's binary, built unless the user's cache folder has it: from these sources, by this Go. Of
 * concurrent calls, also from several processes, one builds and the others wait for it.
 */
export async function buildMongoWire(go: Go, env: Environment): Promise<string | Missing> {
  const folder = join(cacheFolder(env), 'safelight', 'mongo-wire');
  const name = `${await key(go)}${process.platform === 'win32' ? '.exe' : ''}`;
  const binary = join(folder, name);
  if (await exists(binary)) return binary;
  await mkdir(folder, { recursive: true });
  try {
    await alone(join(folder, `${name.slice(0, 16)}.lock`), async () => {
      if (!(await exists(binary))) await build(go, env, folder, binary);
    });
    return binary;
  } catch (error) {
    return new Missing(`the build failed: ${messageOf(error)}`);
  }
}

async function build(go: Go, env: Environment, folder: string, binary: string): Promise<void> {
  console.error(`Building FerretDB with ${go.version}, once for this machine; this takes a minute or two.`);
  const workshop = await mkdtemp(join(folder, 'build-'));
  const forget = watchFolder(workshop);
  try {
    await layOut(go, env, workshop);
    const flags = ['-trimpath', '-buildvcs=false', '-tags', 'ferretdb_no_postgresql', '-ldflags', '-s -w'];
    await runGo(go.command, ['build', ...flags, '-o', 'mongo-wire', '.'], workshop, env);
    // Into its place in one step: nobody ever runs half a binary.
    await rename(join(workshop, 'mongo-wire'), binary);
  } finally {
    await rm(workshop, { recursive: true, force: true });
    forget();
  }
}

async function key(go: Go): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([go.version, process.platform, process.arch, patchVersion]));
  const files = (await readdir(sources, { recursive: true })).filter((file) => /\.go$|^go\.(mod|sum)$/.test(file));
  for (const file of files.sort()) hash.update(file).update(await readFile(join(sources, file)));
  return hash.digest('hex').slice(0, 32);
}

/** Where this system's programs keep what they can make again. */
function cacheFolder(env: Environment): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (xdg) return xdg;
  if (process.platform === 'win32') return local ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false; // also where it may not be read: then building it says so
  }
}
