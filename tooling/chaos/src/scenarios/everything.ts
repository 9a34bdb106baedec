import { setTimeout as pause } from 'node:timers/promises';
import { pick, type Random } from '@safelight/core/testing';
import type { Member } from '../fleet/member.ts';
import { between } from '../plan/chance.ts';
import type { Scenario, Stage } from './scenario.ts';
import { later } from './support/later.ts';
import { steadiness } from './support/steady.ts';
import { lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** Faults that each server and process is struck with, one after another; all of them side by side. */
const strikes = 2;

type Strike = () => Promise<void>;

/** Scenario 13. */
export const everything: Scenario = {
  name: 'everything',
  shows: 'Servers and processes are killed, frozen, cut off and emptied side by side, and clients change their minds.',
  takes: 20_000,
  async inject(stage) {
    const { fleet, client, random } = stage;
    const restless = steadiness(fleet);
    const victims = [redisStrikes(stage), mongoStrikes(stage), ...fleet.members.map(memberStrikes(random))];
    const struck = later(Promise.all(victims.map((choices) => strikeAtRandom(random, choices))));
    const own: string[] = [];
    for (let round = 0; round < 4; round++) {
      const ids = await submitMany(client, 5);
      own.push(...ids);
      if (ids[0] !== undefined) await client.cancel(ids[0]);
      if (ids[1] !== undefined) await client.replay(ids[1], 1);
      await pause(between(random, 200, 1_500));
    }
    await struck;
    await Promise.all(fleet.members.map((member) => member.send([])));
    return async () => [
      ...restless(),
      ...unless(
        await readAll(client, own),
        ({ status, failure }) => status !== 'failed' || failure?.code === 'WORKER_LOST',
        (task) => `${lifeOf(task)}, as ${task.failure?.code}: only its worker can have been lost`,
      ),
    ];
  },
};

async function strikeAtRandom(random: Random, choices: readonly [Strike, ...Strike[]]): Promise<void> {
  const drawn = Array.from({ length: strikes }, () => ({
    wait: between(random, 0, 5_000),
    strike: pick(random, choices),
  }));
  for (const { wait, strike } of drawn) {
    await pause(wait);
    await strike();
  }
}

function redisStrikes({ fleet: { redis }, random }: Stage): readonly [Strike, ...Strike[]] {
  const lasting = between(random, 500, 4_000);
  return [
    async () => {
      await redis.command('FLUSHALL');
    },
    async () => {
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
      await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    },
    async () => {
      await redis.kill();
      await pause(lasting);
      await redis.restart();
    },
    async () => {
      await redis.pause();
      await pause(lasting);
      await redis.resume();
    },
  ];
}

function mongoStrikes({ fleet: { mongo }, random }: Stage): readonly [Strike, ...Strike[]] {
  const lasting = between(random, 500, 4_000);
  return [
    async () => {
      await mongo.kill();
      await pause(lasting);
      await mongo.restart();
    },
    async () => {
      await mongo.pause();
      await pause(lasting);
      await mongo.resume();
    },
  ];
}

function memberStrikes(random: Random): (member: Member) => readonly [Strike, ...Strike[]] {
  return (member) => {
    const lasting = between(random, 500, 5_000);
    return [
      async () => {
        await member.kill();
        await member.start();
      },
      async () => {
        member.stop();
        await pause(lasting);
        member.continue();
      },
      async () => {
        await member.send([
          { at: 'bus.hear', deed: 'drop', chance: 0.5 },
          { at: 'bus.hear', deed: 'reorder', chance: 0.5 },
          { at: 'queue.enqueue', deed: 'fail', chance: 0.5 },
          { at: 'repository.save', deed: 'delay', ms: 300, chance: 0.3 },
        ]);
      },
    ];
  };
}
