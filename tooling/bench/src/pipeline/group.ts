import { type MongoServer, type RedisServer, startMongo, startRedis } from '@safelight-tooling/test-services';
import type { Group, GroupContext } from '../runner/group.ts';
import { type Comparison, compare } from './compare.ts';
import { pipelineLines, publishLine } from './lines.ts';
import { comparePublish } from './publish.ts';
import { RunningContestant } from './running-contestant.ts';
import { concurrency, type PipelineScale, quickScale, wholeScale } from './scale.ts';
import type { ContestantName } from './settings.ts';
import { reportComparison, reportPublish } from './tables.ts';

/** What the pipeline costs beside bare BullMQ, without image work. */
export const pipelineGroup: Group = {
  name: 'pipeline',
  async run(context) {
    const scale = context.quick ? quickScale : wholeScale;
    await using redis = await startRedis({ owned: true });
    const inMemory = await inMemoryComparison(redis, scale, context);
    await mongoComparison(redis, scale, context);
    const channel = `publish:${redis.namespace()}`;
    const publish = await comparePublish({
      redisUrl: redis.url,
      channel,
      ...scale.publish,
      log: (progress) => context.log(`publish, ${progress}`),
    });
    reportPublish(publish, context.report);
    return [...pipelineLines(inMemory), publishLine(publish)];
  },
};

async function inMemoryComparison(
  redis: RedisServer,
  scale: PipelineScale,
  context: GroupContext,
): Promise<Comparison> {
  const names: readonly ContestantName[] = ['bare BullMQ', 'Safelight, in-memory repository'];
  const comparison = await among(redis, names, (running) => compare(running, scale, context.log));
  reportComparison('Pipeline, tasks in memory', names, comparison, context.report);
  return comparison;
}

/** Told without a line to reach: where MongoDB is not to be had, another server stands in, which does one command at a time. */
async function mongoComparison(redis: RedisServer, scale: PipelineScale, context: GroupContext): Promise<void> {
  const names: readonly ContestantName[] = ['bare BullMQ', 'Safelight, MongoDB wire'];
  const { rounds, tasks, latencyTasks } = scale.mongo;
  const amount = { throughput: { rounds, warmups: 1, tasks }, latency: { rounds, tasks: latencyTasks, every: 50 } };
  await using mongo = await startMongo({ owned: true });
  context.report.note(`The pipeline's tasks over the MongoDB wire: ${mongo.description}.`);
  const comparison = await among(redis, names, (running) => compare(running, amount, context.log), mongo);
  reportComparison('Pipeline, tasks over the MongoDB wire', names, comparison, context.report);
}

/** Starts the contestants, all of them, so that one's round is no start of another. */
async function among<T>(
  redis: RedisServer,
  names: readonly ContestantName[],
  work: (running: readonly RunningContestant[]) => Promise<T>,
  mongo?: MongoServer,
): Promise<T> {
  const running: RunningContestant[] = [];
  try {
    for (const name of names) {
      const kept = mongo ? { mongo: { url: mongo.url, database: mongo.databaseName() } } : {};
      const own = { redisUrl: redis.url, namespace: redis.namespace(), concurrency };
      running.push(await RunningContestant.start({ name, ...own, ...kept }));
    }
    return await work(running);
  } finally {
    for (const one of running) await one.close();
  }
}
