import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** What the figures were measured on. */
export interface Machine {
  readonly processor: string;
  /** That this process may use. */
  readonly cores: number;
  /** Gigabytes. */
  readonly memory: number;
  readonly system: string;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** How busy the machine is with something else. */
export interface Load {
  /** Of all the cores' time, the part that was used in the last moments; 0 to 1. */
  readonly busy: number;
  /** The system's average over a minute; 0 where there is none (Windows). */
  readonly average: number;
}

/** Looks at the cores for a moment, in which this process must not do anything itself. */
export async function measureLoad(moment: number = 1_000): Promise<Load> {
  const before = coreTimes();
  await delay(moment);
  const after = coreTimes();
  const all = after.all - before.all;
  return { busy: all === 0 ? 0 : 1 - (after.idle - before.idle) / all, average: loadavg()[0] ?? 0 };
}

/** The sentence that warns of a load under which no figure can be trusted; undefined where there is no need. */
export function loadWarning({ busy, average }: Load): string | undefined {
  if (busy < 0.15) return undefined;
  const load = `${Math.round(busy * 100)} % of its time, load average ${average.toFixed(1)}`;
  return `The machine is busy with something else (${load}): ratios are the less to be trusted, and times not at all.`;
}

function coreTimes(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
