import type { Fleet } from '../fleet/fleet.ts';
import { within } from '../fleet/within.ts';
import type { Check, Scenario, Stage } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { replayDead } from './support/replay-dead.ts';
import { type SmallDisk, smallDisk } from './support/small-disk.ts';
import { submitMany, untilAll } from './support/tasks.ts';

/** Room for a few derivatives, in KiB. */
const room = 96;
const tasks = 16;
/** How long the attempts of all of them may take, in milliseconds. */
const patience = 60_000;

/** Scenario 8, first half. */
export const diskFull: Scenario = {
  name: 'disk-full',
  shows:
    'The disk is full: tasks fail with a reason and become dead letters; once there is room, a replay completes them.',
  takes: 15_000,
  async inject(stage) {
    const { fleet } = stage;
    // The disk comes and goes while nobody writes.
    await Promise.all(fleet.workers.map((worker) => worker.term()));
    const disk = await smallDisk(fleet.output, room);
    if (disk !== undefined) fleet.note(`a disk of ${room} KiB`, 'output');
    try {
      await Promise.all(fleet.workers.map((worker) => worker.start()));
      return await fill(stage, disk);
    } finally {
      if (disk !== undefined) await takeAway(fleet, disk);
    }
  },
};

async function fill({ fleet, client }: Stage, disk: SmallDisk | undefined): Promise<Check> {
  if (disk === undefined) {
    await Promise.all(
      fleet.workers.map((worker) => worker.send([{ at: 'images.write', deed: 'fail', code: 'ENOSPC' }])),
    );
  }
  const own = await submitMany(client, tasks);
  const hasEnded = { holds: isEnded, what: 'end one way or the other', ms: patience };
  const ended = await untilAll(client, own, hasEnded);
  if (disk === undefined) await Promise.all(fleet.workers.map((worker) => worker.send([])));
  else await disk.grow();
  fleet.note('room again', 'output');
  const dead = await replayDead(client, ended);
  if (dead.length === 0) throw new Error('The disk had room for everything: no task failed.');
  await untilAll(client, own, hasEnded);
  return async () => [
    ...dead
      .filter(({ failure }) => failure?.code !== 'PROCESSING_FAILED')
      .map(({ id, failure }) => `Task ${id} failed for want of disk as ${failure?.code}.`),
    ...(await incomplete(client, own)),
  ];
}

function isEnded({ status }: { readonly status: string }): boolean {
  return status === 'completed' || status === 'failed';
}

async function takeAway(fleet: Fleet, disk: SmallDisk): Promise<void> {
  await Promise.all(fleet.workers.map((worker) => worker.term()));
  await within(patience, 'the files to be moved off the small disk', disk.remove());
  await Promise.all(fleet.workers.map((worker) => worker.start()));
}
