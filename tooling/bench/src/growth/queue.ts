import { interleave, type Rounds } from '../runner/contest.ts';
import { QueueBacklog, type QueueCost } from './queue-backlog.ts';

/** What a job costs in a BullMQ queue, by the size of its backlog. */
export interface QueueGrowth {
  /** By the backlog's size as text. */
  readonly rounds: Rounds<QueueCost>;
  /** Bytes of Redis a job, by the backlog's size as text. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** Measures backlogs of these sizes side by side, each in a Redis of its own. */
export async function measureQueueGrowth(options: {
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Jobs a round and step. */
  readonly jobs: number;
  readonly log: (progress: string) => void;
}): Promise<QueueGrowth> {
  const { sizes, jobs, rounds, log } = options;
  const backlogs: QueueBacklog[] = [];
  try {
    for (const size of sizes) {
      log(`filling a queue with ${size} jobs`);
      backlogs.push(await QueueBacklog.filled(size));
    }
    const contestants = backlogs.map((backlog) => ({ name: String(backlog.jobs), run: () => backlog.measure(jobs) }));
    return {
      rounds: await interleave({ contestants, rounds, log: (progress) => log(`queue, ${progress}`) }),
      bytes: new Map(backlogs.map(({ jobs: size, bytes }) => [String(size), bytes])),
    };
  } finally {
    for (const backlog of backlogs) await backlog.close();
  }
}
