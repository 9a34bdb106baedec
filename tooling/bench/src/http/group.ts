import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type MongoServer, type RedisServer, startMongo, startRedis } from '@safelight-tooling/test-services';
import { interleave, type Ratio, ratioOf } from '../runner/contest.ts';
import type { Group, GroupContext } from '../runner/group.ts';
import { spreadOf } from '../runner/statistics.ts';
import { postTasks } from './load.ts';
import { RunningApi } from './running-api.ts';

const ours = "Safelight's API";
const bare = 'bare Express handler';

/** What is measured. Requests are those of one round and contestant. */
const wholeScale = { rounds: 9, requests: 200 };
const quickScale = { rounds: 1, requests: 60 };

/** `POST /tasks` of the image service beside a bare handler that inserts and adds, on the same engines. */
export const httpGroup: Group = {
  name: 'http',
  async run(context) {
    const { rounds, requests } = context.quick ? quickScale : wholeScale;
    await using redis = await startRedis({ owned: true });
    await using mongo = await startMongo({ owned: true });
    context.report.note(`Both APIs keep tasks on ${mongo.description}, which takes most of the time of a request.`);
    const perSecond = await withApis(redis, mongo, (apis) =>
      interleave({
        contestants: apis.map(({ name, url }) => ({ name, run: () => postTasks(url, requests) })),
        rounds,
        log: context.log,
      }),
    );
    const [mine = [], theirs = []] = [perSecond.get(ours), perSecond.get(bare)];
    const ratio = ratioOf(mine, theirs);
    reportRequests({ mine, theirs, ratio }, context);
    const note = `quartiles ${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)} of ${ratio.count} rounds`;
    const measured = ratio.ofMedians;
    return [
      { what: 'POST /tasks against the bare handler', bound: 'at least', limit: 0.85, unit: 'x', measured, note },
    ];
  },
};

function reportRequests(
  {
    mine,
    theirs,
    ratio,
  }: { readonly mine: readonly number[]; readonly theirs: readonly number[]; readonly ratio: Ratio },
  { report }: GroupContext,
): void {
  report.table({
    title: 'POST /tasks',
    columns: ['', 'requests a second', 'x'],
    rows: [
      [bare, spreadOf(theirs).median, 1],
      [ours, spreadOf(mine).median, ratio.ofMedians],
    ],
  });
  report.raw('POST /tasks, requests a second', { [bare]: theirs, [ours]: mine });
}

/** Starts both, in a folder that goes away with them. */
async function withApis<T>(
  redis: RedisServer,
  mongo: MongoServer,
  work: (apis: readonly RunningApi[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'safelight-bench-http-'));
  const apis: RunningApi[] = [];
  const env = { REDIS_URL: redis.url, MONGODB_URL: mongo.url };
  try {
    apis.push(
      await RunningApi.start({
        name: bare,
        script: new URL('./bare-api-process.js', import.meta.url),
        env: { ...env, NAMESPACE: redis.namespace(), DATABASE: mongo.databaseName() },
        urlIn: (line) => (isPort(line) ? `http://127.0.0.1:${line.port}` : undefined),
      }),
    );
    apis.push(
      await RunningApi.start({
        name: ours,
        script: new URL('../../../../examples/image-service/dist/api.js', import.meta.url),
        env: {
          ...env,
          ENGINES: 'redis-mongo',
          NAMESPACE: redis.namespace(),
          DATABASE: mongo.databaseName(),
          PORT: '0',
          INPUT_DIR: path.join(folder, 'input'),
          OUTPUT_DIR: path.join(folder, 'output'),
          RATE_LIMIT: '0',
        },
        urlIn: (line) => (isListening(line) ? line.url : undefined),
      }),
    );
    return await work(apis);
  } finally {
    for (const api of apis) await api.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function isPort(line: unknown): line is { readonly port: number } {
  return typeof line === 'object' && line !== null && 'port' in line && typeof line.port === 'number';
}

function isListening(line: unknown): line is { readonly url: string } {
  return typeof line === 'object' && line !== null && 'msg' in line && 'url' in line && line.msg === 'Listening.';
}
