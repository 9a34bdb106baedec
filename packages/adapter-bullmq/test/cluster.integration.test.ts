import { describe, expect, it } from 'vitest';
import { canRunCluster, startCluster } from './support/a-cluster.ts';
import { aJob, aResult, engines, eventually, follow, inspect, storyOf } from './support/bench.ts';

describe.runIf(canRunCluster)('on a Redis Cluster', () => {
  it('every adapter works: no call spans two hash slots, and the cluster that was given stays as it was', async () => {
    const cluster = await startCluster();
    const queues = ['one', 'two'];
    const { queue, consumer, events } = engines({ connection: cluster, queues, timeout: 5_000, cancelInterval: 100 });
    const [here, there] = queues.map((name) => follow(events, name));
    const jobs = queues.flatMap((name) => [aJob({ queue: name }), aJob({ queue: name })]);
    const [first, second, third, fourth] = jobs;
    if (!(here && there && first && second && third && fourth)) throw new Error('there are two queues and four jobs');
    await queue.enqueue(jobs);
    expect((await queue.enqueue(jobs)).map(({ outcome }) => outcome)).toEqual(jobs.map(() => 'duplicate'));
    await queue.cancel(second);
    await consumer.start(
      async (_job, context) => {
        await context.progress(1, 1);
        return aResult();
      },
      { workerId: 'w', concurrency: 1 },
    );
    for (const job of [first, third, fourth]) {
      await eventually(async () => expect((await inspect(queue, job)).state).toBe('completed'));
    }
    expect((await inspect(queue, second)).state).toBe('missing');
    const story = ['started 1', 'progressed 1', 'completed 1'];
    await eventually(() => {
      expect(storyOf(here, first.taskId)).toEqual(story);
      expect(storyOf(there, third.taskId)).toEqual(story);
    });
    expect(await queue.counts()).toMatchObject({ one: { completed: 1 }, two: { completed: 2 } });
    expect(cluster.status).toBe('wait');
  });
});
