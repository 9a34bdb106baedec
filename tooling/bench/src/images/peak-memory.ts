import { readFile } from 'node:fs/promises';

/** The most memory that this process has had resident so far, in bytes, with all that is native in it. */
export async function peakMemory(): Promise<number> {
  if (process.platform === 'linux') {
    // Not getrusage(): across fork and exec that keeps what the parent had.
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
