import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the user's caches are, by the system's own custom. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (xdg) return join(xdg, 'safelight', 'bench');
  if (process.platform === 'win32' && local) return join(local, 'safelight', 'bench');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'safelight', 'bench');
}
