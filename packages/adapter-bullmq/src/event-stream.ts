import { randomUUID } from 'node:crypto';
import { beginning, isAfterInLua } from './entry-ids.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import { Script } from './script.ts';

/**
 * Tells BullMQ how many entries the event stream keeps. Any plain `new Queue()` sets it back to
 * BullMQ's 10,000, so it is asserted again and again.
 */
export async function assertStreamLength(client: RedisClient, keys: QueueKeys, length: number): Promise<void> {
  await client.hset(keys.meta, 'opts.maxLenEvents', length);
}

/** One entry of the event stream, as far as it matters here. */
export interface StreamEntry {
  readonly id: string;
  /** BullMQ's name for what happened. */
  readonly event: string;
  readonly jobId: string;
  /** What a worker told: the progress, the return value or the reason of a failure; empty for any other event. */
  readonly told: string;
}

/** The event stream of a queue at one moment, with what comes after a position. */
export interface StreamView {
  /** Of the saved position; another one than before where the position was lost meanwhile. */
  readonly generation: string;
  /** The entry that is saved as position beside the stream; undefined where there is none. */
  readonly saved: string | undefined;
  /** The first entry that is still there. */
  readonly firstId: string | undefined;
  /** The greatest id that was ever given; `0-0` where there is no stream. */
  readonly lastId: string;
  /** True where the server knows that entries were cut away; always false before Redis 7. */
  readonly wasCut: boolean;
  /** What comes after `from`, or else after the saved position, or else from the beginning. */
  readonly entries: readonly StreamEntry[];
  /** How many entries were looked at, those that were left out included. */
  readonly count: number;
  /** The last of them; undefined where there was none. */
  readonly upTo: string | undefined;
}

/** What of a stream is looked at. */
export interface Look {
  readonly from: string | undefined;
  /** The most entries. */
  readonly limit: number;
  /** The length of the stream, which is asserted. */
  readonly length: number;
  /** Leaves out what no fact is made of: half of the entries, which then cost neither transport nor reading. */
  readonly factsOnly: boolean;
}

/** Lua: `infoOf(key)`, what Redis knows of a stream; it may not be there. */
const infoInLua = `
  local function infoOf(key)
    local info = { ['last-generated-id'] = '${beginning}', length = 0 }
    if redis.call('EXISTS', key) == 1 then
      local flat = redis.call('XINFO', 'STREAM', key)
      for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
    end
    return info
  end
`;

/** A position beyond the end was saved of a stream that is gone: it is as good as lost. */
const viewScript = new Script(`
  ${isAfterInLua}
  ${infoInLua}
  if redis.call('HGET', KEYS[3], 'opts.maxLenEvents') ~= ARGV[3] then
    redis.call('HSET', KEYS[3], 'opts.maxLenEvents', ARGV[3])
  end
  local info = infoOf(KEYS[1])
  local lastId = info['last-generated-id']
  local generation, saved = unpack(redis.call('HMGET', KEYS[2], 'generation', 'id'))
  if not generation or (saved and isAfter(saved, lastId)) then
    generation, saved = ARGV[4], false
    redis.call('DEL', KEYS[2])
    redis.call('HSET', KEYS[2], 'generation', generation)
  end
  local first = info['first-entry'] and info['first-entry'][1] or false
  local cut = (info['entries-added'] or 0) > info['length'] and 1 or 0
  local from = ARGV[1] ~= '' and ARGV[1] or saved or '${beginning}'
  local read = redis.call('XREAD', 'COUNT', ARGV[2], 'STREAMS', KEYS[1], from)
  local entries, told, upTo = read and read[1][2] or {}, {}, false
  for _, entry in ipairs(entries) do
    upTo = entry[1]
    local fields = {}
    for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
    local word = fields['data'] or fields['returnvalue'] or fields['failedReason']
    if word or ARGV[5] == '0' then
      local n = #told
      told[n + 1], told[n + 2], told[n + 3], told[n + 4] = upTo, fields['event'] or '', fields['jobId'] or '', word or ''
    end
  end
  return { generation, saved, first, lastId, cut, told, #entries, upTo }
`);

/** Looks at stream and position in one step, so that no cut comes between them; asserts the length too. */
export async function viewStream(client: RedisClient, keys: QueueKeys, look: Look): Promise<StreamView> {
  const { from, limit, length, factsOnly } = look;
  const names = [keys.events, keys.position, keys.meta];
  const args = [from ?? '', limit, String(length), randomUUID(), factsOnly ? '1' : '0'];
  const reply = await viewScript.run(client, names, args);
  const [generation, saved, firstId, lastId, cut, told, count, upTo] = listOf(reply);
  return {
    generation: String(generation),
    saved: textOf(saved),
    firstId: textOf(firstId),
    lastId: textOf(lastId) ?? beginning,
    wasCut: cut === 1,
    entries: entriesIn(listOf(told)),
    count: Number(count),
    upTo: textOf(upTo),
  };
}

/** Both times are Redis's: an entry's id begins with the time at which it was written. */
const lagScript = `
  ${isAfterInLua}
  ${infoInLua}
  local saved = redis.call('HGET', KEYS[2], 'id')
  if not saved or isAfter(saved, infoOf(KEYS[1])['last-generated-id']) then saved = '${beginning}' end
  local read = redis.call('XREAD', 'COUNT', 1, 'STREAMS', KEYS[1], saved)
  if not read then return 0 end
  local now = redis.call('TIME')
  local written = parts(read[1][2][1][1])
  return math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - written)
`;

/**
 * Milliseconds since the oldest entry was written that a reader without a place of its own would be given
 * next; 0 where there is none. Writes nothing.
 */
export async function lagOf(client: RedisClient, keys: QueueKeys): Promise<number> {
  return Number(await client.eval(lagScript, 2, keys.events, keys.position));
}

/** Resolves once something comes after `from`, or after `ms` milliseconds. Blocks the connection. */
export async function waitForEntries(client: RedisClient, keys: QueueKeys, from: string, ms: number): Promise<void> {
  await client.xread('COUNT', 1, 'BLOCK', ms, 'STREAMS', keys.events, from);
}

/** Four texts an entry, one after another. */
function entriesIn(texts: readonly unknown[]): readonly StreamEntry[] {
  const entries: StreamEntry[] = [];
  for (let at = 0; at + 3 < texts.length; at += 4) {
    const [id, event, jobId, told] = [texts[at], texts[at + 1], texts[at + 2], texts[at + 3]];
    entries.push({ id: String(id), event: String(event), jobId: String(jobId), told: String(told) });
  }
  return entries;
}

function listOf(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function textOf(reply: unknown): string | undefined {
  return typeof reply === 'string' ? reply : undefined;
}
