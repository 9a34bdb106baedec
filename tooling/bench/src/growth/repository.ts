import { interleave, type Rounds } from '../runner/contest.ts';
import { BacklogProcess } from './backlog-process.ts';
import type { RepositoryCost } from './repository-steps.ts';

/** What a task costs in an in-memory repository, by the size of its backlog. */
export interface RepositoryGrowth {
  /** By the backlog's size as text. */
  readonly rounds: Rounds<RepositoryCost>;
  /** Bytes a task, by the backlog's size as text. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** Measures backlogs of these sizes side by side. */
export async function measureRepositoryGrowth(options: {
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Tasks a round and step; a multiple of 100. */
  readonly tasks: number;
  readonly log: (progress: string) => void;
}): Promise<RepositoryGrowth> {
  const { sizes, tasks, rounds, log } = options;
  const backlogs: BacklogProcess[] = [];
  try {
    for (const size of sizes) {
      log(`filling a repository with ${size} tasks`);
      backlogs.push(await BacklogProcess.filled(size));
    }
    const contestants = backlogs.map((backlog) => ({
      name: String(backlog.tasks),
      run: () => backlog.measure(tasks),
    }));
    return {
      rounds: await interleave({ contestants, rounds, log: (progress) => log(`repository, ${progress}`) }),
      bytes: new Map(backlogs.map(({ tasks: size, bytes }) => [String(size), bytes])),
    };
  } finally {
    for (const backlog of backlogs) await backlog.close();
  }
}
