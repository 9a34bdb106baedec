import { hostname } from 'node:os';

/** A worker's name: in containers every process may have the same number, so the machine's name is in it. */
export function workerIdOf(pid: number): string {
  return `${hostname().slice(0, 200)}-${pid}`;
}
