import { isAfterInLua } from './entry-ids.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import { Script } from './script.ts';

/**
 * How far a reader got: the entry, and the generation of the saved position at that time. A reader that
 * finds no position begins a new generation in its place, so that a position which was lost, and
 * perhaps begun anew by somebody else, can be told from the one that was read from.
 */
export interface Position {
  readonly generation: string;
  readonly id: string;
}

/** `behind`: a later one is saved. `lost`: the position was lost since. */
export type Saving = 'saved' | 'behind' | 'lost';

const saveScript = new Script(`
  ${isAfterInLua}
  local generation, saved = unpack(redis.call('HMGET', KEYS[1], 'generation', 'id'))
  if generation ~= ARGV[1] then return 'lost' end
  if saved and not isAfter(ARGV[2], saved) then return 'behind' end
  redis.call('HSET', KEYS[1], 'id', ARGV[2])
  return 'saved'
`);

/** Saves how far the queue's stream was relayed: forward only, and never in place of a lost position. */
export async function savePosition(client: RedisClient, keys: QueueKeys, position: Position): Promise<Saving> {
  const answer = await saveScript.run(client, [keys.position], [position.generation, position.id]);
  return answer === 'saved' || answer === 'behind' ? answer : 'lost';
}

/** The position as a batch carries it. */
export function writePosition({ generation, id }: Position): string {
  return `${generation} ${id}`;
}

/** Reads what {@link writePosition} wrote. */
export function readPosition(text: string): Position {
  const [generation = '', id = ''] = text.split(' ');
  return { generation, id };
}
