import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/** Lets this process end while the child still runs; the watchdog then ends the child. */
export function release(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
}
