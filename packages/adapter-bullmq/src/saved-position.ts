import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Forward only. A position that was lost is put back only by a batch that told a gap: otherwise it
 * would paper over what was lost with it. A gap also takes it back from beyond the stream's end.
 */
const commitScript = `
  local function parts(id)
    local time, sequence = string.match(id, '^(%d+)-(%d+)$')
    return tonumber(time), tonumber(sequence)
  end
  local function isAfter(a, b)
    local aTime, aSequence = parts(a)
    local bTime, bSequence = parts(b)
    if aTime ~= bTime then return aTime > bTime end
    return aSequence > bSequence
  end
  local function lastId()
    if redis.call('EXISTS', KEYS[2]) == 0 then return '0-0' end
    local info = redis.call('XINFO', 'STREAM', KEYS[2])
    for i = 1, #info, 2 do
      if info[i] == 'last-generated-id' then return info[i + 1] end
    end
  end
  local saved = redis.call('GET', KEYS[1])
  local toldGap = ARGV[2] == '1'
  if not saved then
    if not toldGap then return 'lost' end
  elseif not isAfter(ARGV[1], saved) then
    if not toldGap or not isAfter(saved, lastId()) then return 'behind' end
  end
  redis.call('SET', KEYS[1], ARGV[1])
  return 'saved'
`;

/** `behind`: a later one is saved. `lost`: none is, though one was when the batch was read. */
export type Saving = 'saved' | 'behind' | 'lost';

/** Saves how far the queue's stream was relayed, where that may be. */
export async function savePosition(
  client: RedisClient,
  keys: QueueKeys,
  position: string,
  toldGap: boolean,
): Promise<Saving> {
  const answer = await client.eval(commitScript, 2, keys.position, keys.events, position, toldGap ? '1' : '0');
  return answer === 'saved' || answer === 'lost' ? answer : 'behind';
}
