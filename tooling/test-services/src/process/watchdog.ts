import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { release } from './release.ts';

const script = fileURLToPath(new URL('../../watchdog.js', import.meta.url));

const pids = new Set<number>();
const folders = new Set<string>();
let watchdog: ChildProcess | undefined;

/** Has the process ended, at the latest when this one is gone; the function given ends the watch. */
export function watchProcess(pid: number): () => void {
  return watch(pids, pid);
}

/** Has the folder removed, at the latest when this process is gone; the function given ends the watch. */
export function watchFolder(folder: string): () => void {
  return watch(folders, folder);
}

function watch<T>(charge: Set<T>, item: T): () => void {
  charge.add(item);
  tell();
  return () => {
    charge.delete(item);
    tell();
  };
}

function tell(): void {
  watchdog ??= start();
  watchdog.stdin?.write(`${JSON.stringify({ pids: [...pids], folders: [...folders] })}\n`);
}

/** In a session of its own: Ctrl-C reaches the terminal's whole process group, and must not reach it. */
function start(): ChildProcess {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    windowsHide: true,
  });
  const gone = (error?: Error): void => {
    if (watchdog !== child) return;
    watchdog = undefined;
    if (error)
      console.warn(`The watchdog of the test servers is gone (${error.message}); the next server starts another.`);
  };
  child.on('error', gone).on('exit', () => gone());
  child.stdin.on('error', gone);
  release(child);
  return child;
}
