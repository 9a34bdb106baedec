import { describe, expect, it } from 'vitest';
import { createPipeline, createWorker, type JobEvents, type Task, type TaskRepository } from '../../src/index.ts';
import {
  type Composition,
  type SimulatedEngines,
  type SimulateOptions,
  SimulationFailedError,
  simulate,
} from '../../src/testing/index.ts';

/** The default composition, with engines or settings changed. */
function composed(
  engines: SimulatedEngines,
  changed: Partial<Parameters<typeof createPipeline>[0]> = {},
): Required<Composition> {
  const pipeline = createPipeline<string>({ ...engines, ...changed });
  pipeline.onSettled('effect', () => engines.runtime.sleep(5));
  return { pipeline, worker: createWorker(engines) };
}

/** A relay that begins at the end of the stream instead of at its saved position. */
function fromNow(events: JobEvents): JobEvents {
  return {
    partitions: () => events.partitions(),
    lag: () => events.lag(),
    commit: (batch) => events.commit(batch),
    close: () => events.close(),
    async *read(partition, signal) {
      let isFirst = true;
      for await (const batch of events.read(partition, signal)) {
        if (isFirst && batch.facts.length > 0) await events.commit(batch);
        else yield batch;
        isFirst = false;
      }
    },
  };
}

/** The tasks of a repository, as if no fact of their run had been applied before: any attempt's is news. */
function withoutAttemptOrder(repository: TaskRepository): TaskRepository {
  const forget = (task: Task): Task => ({ ...task, position: [task.run, 0, 0, 0] });
  return {
    insert: (task) => repository.insert(task),
    get: async (id) => {
      const task = await repository.get(id);
      return task && forget(task);
    },
    save: (task, expectedVersion) => repository.save(task, expectedVersion),
    list: (filter, page) => repository.list(filter, page),
    counts: () => repository.counts(),
    due: (now, limit) => repository.due(now, limit),
    makeDue: (queue, at) => repository.makeDue(queue, at),
    referenced: (paths) => repository.referenced(paths),
    close: () => repository.close(),
  };
}

/** Facts that count for the run which their task is at, whichever they are of. */
function withoutRunOrder(events: JobEvents, repository: TaskRepository): JobEvents {
  return {
    partitions: () => events.partitions(),
    lag: () => events.lag(),
    commit: (batch) => events.commit(batch),
    close: () => events.close(),
    async *read(partition, signal) {
      for await (const batch of events.read(partition, signal)) {
        const facts = batch.facts.map(async (fact) => {
          const task = await repository.get(fact.taskId);
          return task ? { ...fact, run: task.run } : fact;
        });
        yield { ...batch, facts: await Promise.all(facts) };
      }
    },
  };
}

async function failureOf(options: Partial<SimulateOptions>): Promise<SimulationFailedError> {
  try {
    await simulate(options);
  } catch (error) {
    if (error instanceof SimulationFailedError) return error;
    throw error;
  }
  throw new Error('Expected a failing seed; all passed.');
}

describe('simulate', () => {
  it('passes a thousand seeds of the default composition', { timeout: 120_000 }, async () => {
    const progress: number[] = [];
    const report = await simulate({ onProgress: (done) => progress.push(done) });
    expect(report.seeds).toBe(1_000);
    expect(report.tasks).toBeGreaterThan(1_500);
    expect(report.incidents).toBeGreaterThan(2_500);
    expect(progress.at(-1)).toBe(1_000);
  });

  it.each<[string, (engines: SimulatedEngines) => Composition, RegExp]>([
    ['the reconciler', (engines) => composed(engines, { reconciler: false }), /is stuck: \w+, never settled/],
    [
      'the position of the relay',
      (engines) => composed(engines, { events: fromNow(engines.events) }),
      /was never handed to the bus/,
    ],
    [
      'the order of attempts',
      (engines) => composed(engines, { repository: withoutAttemptOrder(engines.repository) }),
      /went back from attempt 2 to 1/,
    ],
    [
      'the order of runs',
      (engines) => composed(engines, { events: withoutRunOrder(engines.events, engines.repository) }),
      /the queue said|never handed to the bus/,
    ],
  ])('finds a failing seed within a thousand without %s', { timeout: 120_000 }, async (_what, build, violation) => {
    const failure = await failureOf({ build });
    expect(failure.violations.join('\n')).toMatch(violation);
    expect(failure.message).toContain(`Seed ${failure.seed} breaks a promise`);
    expect(failure.timeline.length).toBeGreaterThan(3);
  });

  it('runs a seed the same way every time', async () => {
    const options = { build: (engines: SimulatedEngines) => composed(engines, { reconciler: false }) };
    const first = await failureOf(options);
    const second = await failureOf({ ...options, seeds: [first.seed] });
    expect(second.timeline).toEqual(first.timeline);
  });

  it('leaves out of the timeline what the failure does not need', async () => {
    const failure = await failureOf({ build: (engines) => composed(engines, { reconciler: false }) });
    const needed = failure.message.split('How it goes:')[0]?.split('What is needed for it:')[1]?.trim().split('\n');
    expect(needed?.filter((line) => line.includes('a client: submit'))).toHaveLength(1);
    expect(needed?.length).toBeLessThanOrEqual(3);
  });

  it('checks an effect of the user’s own', async () => {
    let sent = new Set<string>();
    const build = (engines: SimulatedEngines): Composition => {
      const pipeline = createPipeline(engines);
      // Wrong on purpose: it takes the end for a success.
      pipeline.onSettled('mail', (task) => {
        if (task.status === 'completed') sent.add(task.id);
      });
      return { pipeline, worker: createWorker(engines) };
    };
    const options = {
      build,
      begin: () => {
        sent = new Set();
      },
      verify: (tasks: readonly { id: string; status: string }[]) => {
        for (const task of tasks)
          if (!sent.has(task.id)) throw new Error(`no mail was sent for the ${task.status} task`);
      },
    };
    expect((await failureOf(options)).violations).toEqual([
      expect.stringMatching(/verify: no mail was sent for the (failed|cancelled) task/),
    ]);
  });

  it('finds a handler that is lost by whoever acknowledges it too early', async () => {
    const forgetful = (engines: SimulatedEngines): Composition => {
      const { pipeline, worker } = composed(engines);
      // Acknowledged at once, worked later: what a crash in between loses, nobody does again.
      pipeline.onSettled(
        'later',
        (task) => void engines.runtime.sleep(5_000).then(() => done.add(`${task.id} ${task.run}`)),
      );
      return { pipeline, worker };
    };
    let done = new Set<string>();
    const failure = await failureOf({
      build: forgetful,
      begin: () => {
        done = new Set();
      },
      verify: (tasks) => {
        for (const { id, run } of tasks) if (!done.has(`${id} ${run}`)) throw new Error('an effect is missing');
      },
      seeds: 200,
    });
    expect(failure.violations).toContain('verify: an effect is missing');
  });

  it('runs a composition that routes to several queues', async () => {
    const build = (engines: SimulatedEngines): Composition =>
      composed(engines, { route: ({ idempotencyKey }) => (idempotencyKey === 'key-0' ? 'bulk' : 'default') });
    expect((await simulate({ build, queues: ['default', 'bulk'], seeds: 60 })).seeds).toBe(60);
    expect((await failureOf({ build, seeds: 60 })).violations.join()).toMatch(/bulk|nobody accepted|stuck/);
  });

  it('composes processes that differ', async () => {
    const report = await simulate({
      build: (engines) =>
        engines.processName === 'api-2' ? composed(engines, { relay: false, reconciler: false }) : composed(engines),
      seeds: 60,
    });
    expect(report.seeds).toBe(60);
  });

  it('believes a composition that traces its handlers by a span of its own', async () => {
    const build = (engines: SimulatedEngines): Composition => {
      const { sleep, ...runtime } = engines.runtime;
      return composed(engines, {
        runtime: { ...runtime, sleep, span: (_name, _attributes, work) => work() },
      });
    };
    expect((await simulate({ build, seeds: 60 })).seeds).toBe(60);
  });

  it('tells every problem of its options at once', async () => {
    await expect(simulate({ seeds: 0, settleWithin: -1 })).rejects.toThrow(
      /seeds: must be at least 1.*settleWithin: must be at least 1/,
    );
  });
});
