import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Runs a program to its end. @throws {Error} when it fails, with what it said */
export function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} failed (${signal ?? code}): ${said.join('').trim()}`));
    });
  });
}

/** The first of these programs that is installed, or undefined. */
export async function findProgram(
  names: readonly string[],
  path: string = process.env.PATH ?? '',
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of path.split(delimiter).filter((one) => one !== '')) {
      const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      const found = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return file;
    }
  }
  return undefined;
}

/** {@link findProgram}. @throws {Error} when none is there */
export async function needProgram(names: readonly string[]): Promise<string> {
  const program = await findProgram(names);
  if (program === undefined) throw new Error(`None of ${names.join(', ')} is installed.`);
  return program;
}
