import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '@safelight/core';
import type { Environment } from '../options.ts';
import { findOnPath } from '../process/find-on-path.ts';
import { watchProcess } from '../process/watchdog.ts';
import { Missing } from '../resolve.ts';

/** The folder of the Go program's sources. */
export const sources: string = fileURLToPath(new URL('../../mongo-wire/', import.meta.url));

/** What the program's go.mod asks for, as [major, minor]. */
const needed = [1, 24] as const;

/** A Go that can build the program. */
export interface Go {
  readonly command: string;
  /** Such as `go1.26.8`. */
  readonly version: string;
}

/** Runs Go and gives its output; a failure's message is what Go said. */
export async function runGo(
  command: string,
  args: readonly string[],
  folder: string,
  env: Environment,
): Promise<string> {
  let forget = (): void => {};
  try {
    // GOFLAGS is the user's own and may fit their modules only; CGO would need a C compiler.
    const options = { cwd: folder, env: { ...env, GOFLAGS: '', GOWORK: 'off', CGO_ENABLED: '0' }, maxBuffer: 1 << 26 };
    const running = promisify(execFile)(command, args, options);
    if (running.child.pid !== undefined) forget = watchProcess(running.child.pid);
    return (await running).stdout;
  } catch (error) {
    const said = typeof error === 'object' && error !== null ? Reflect.get(error, 'stderr') : undefined;
    const last = typeof said === 'string' ? said.trim().split('\n').slice(-5).join('\n    ') : '';
    throw new Error(last === '' ? messageOf(error) : last, { cause: error });
  } finally {
    forget();
  }
}

/**
 * The Go on the PATH, if it is new enough. Asked in the program's folder: there a Go from 1.21 on, but
 * older than go.mod asks for, downloads a newer one and answers as that, unless GOTOOLCHAIN forbids it.
 */
export async function findGo(env: Environment): Promise<Go | Missing> {
  const command = await findOnPath('go', env);
  if (!command) return new Missing(`no go on the PATH; ${neededText} is needed`);
  try {
    const found = await runGo(command, ['version'], sources, env);
    const [, version = '', major, minor] = /\b(go(\d+)\.(\d+)\S*)/.exec(found) ?? [];
    if (isEnough(Number(major), Number(minor))) return { command, version };
    return new Missing(`found ${version || found.trim()} (${command}); ${neededText} is needed`);
  } catch (error) {
    return new Missing(`${command}: ${messageOf(error)}; ${neededText} is needed`);
  }
}

const neededText = `Go ${needed.join('.')} or newer`;

function isEnough(major: number, minor: number): boolean {
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}
