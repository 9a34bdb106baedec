import type { FaultRule } from '../failpoints/fault-rule.ts';
import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { type Followed, follow, isInOrder } from './support/follower.ts';
import { submitMany } from './support/tasks.ts';

/** Half of what is heard is lost; of the rest half comes twice, or later than it should. */
const weather: readonly FaultRule[] = [
  { at: 'bus.hear', deed: 'drop', chance: 0.5 },
  { at: 'bus.hear', deed: 'double', chance: 0.3 },
  { at: 'bus.hear', deed: 'reorder', chance: 0.3 },
];
/** How long a follower listens, in milliseconds. */
const patience = 30_000;

/** Scenario 7. */
export const busUnruly: Scenario = {
  name: 'bus-unruly',
  shows:
    'A bus that loses half, doubles and reorders: who follows a task is told of everything, once, in order, to its end.',
  takes: 6_000,
  async inject({ fleet, client }) {
    await Promise.all(fleet.apis.map((api) => api.send(weather)));
    const own = await submitMany(client, 12);
    const followed = await Promise.all(
      own.map((id, index) => follow(fleet.apis[index % fleet.apis.length]?.url ?? '', id, patience)),
    );
    await Promise.all(fleet.apis.map((api) => api.send([])));
    return async () => [...followed.flatMap(problemsOf), ...(await incomplete(client, own))];
  },
};

function problemsOf(followed: Followed): readonly string[] {
  const { taskId, types, ended } = followed;
  return [
    ...(ended === true ? [] : [`Who followed task ${taskId} did not hear its end: ${ended}.`]),
    ...(isInOrder(followed) ? [] : [`Who followed task ${taskId} was told of it out of order: ${types.join(', ')}.`]),
    ...['task.created', 'task.processing', 'task.completed']
      .filter((type) => !types.includes(type))
      .map((type) => `Who followed task ${taskId} was not told of ${type}.`),
  ];
}
