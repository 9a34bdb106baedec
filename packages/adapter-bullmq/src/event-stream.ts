import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Tells BullMQ how many entries the event stream keeps. Any plain `new Queue()` sets it back to
 * BullMQ's 10,000, so it is asserted again and again.
 */
export async function assertStreamLength(client: RedisClient, keys: QueueKeys, length: number): Promise<void> {
  await client.hset(keys.meta, 'opts.maxLenEvents', length);
}

/** One entry of the event stream. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The event stream of a queue at one moment, with what comes after a position. */
export interface StreamView {
  /** The position that is saved beside the stream; undefined where there is none. */
  readonly saved: string | undefined;
  /** False where the stream was never written, or is gone. */
  readonly exists: boolean;
  /** The first entry that is still there. */
  readonly firstId: string | undefined;
  /** The greatest id that was ever given; `0-0` where there is no stream. */
  readonly lastId: string;
  /** True where the server knows that entries were cut away; always false before Redis 7. */
  readonly wasCut: boolean;
  /** What comes after `from`, or else after the saved position, or else from the beginning. */
  readonly entries: readonly StreamEntry[];
}

const viewScript = `
  if redis.call('HGET', KEYS[3], 'opts.maxLenEvents') ~= ARGV[3] then
    redis.call('HSET', KEYS[3], 'opts.maxLenEvents', ARGV[3])
  end
  local saved = redis.call('GET', KEYS[2])
  if redis.call('EXISTS', KEYS[1]) == 0 then return { saved, 0, false, '0-0', 0, {} } end
  local info = {}
  local flat = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
  local first = info['first-entry'] and info['first-entry'][1]
  local added = info['entries-added']
  local cut = added and added > info['length'] and 1 or 0
  local from = ARGV[1] ~= '' and ARGV[1] or saved or '0-0'
  local read = redis.call('XREAD', 'COUNT', ARGV[2], 'STREAMS', KEYS[1], from)
  return { saved, 1, first, info['last-generated-id'], cut, read and read[1][2] or {} }
`;

/** Looks at stream and position in one step, so that no cut comes between them; asserts the length too. */
export async function viewStream(
  client: RedisClient,
  keys: QueueKeys,
  options: { readonly from: string | undefined; readonly limit: number; readonly length: number },
): Promise<StreamView> {
  const { from, limit, length } = options;
  const names = [keys.events, keys.position, keys.meta];
  const reply: unknown = await client.eval(viewScript, names.length, ...names, from ?? '', limit, String(length));
  const [saved, exists, firstId, lastId, cut, entries] = listOf(reply);
  return {
    saved: textOf(saved),
    exists: exists === 1,
    firstId: textOf(firstId),
    lastId: textOf(lastId) ?? '0-0',
    wasCut: cut === 1,
    entries: listOf(entries).map(entryOf),
  };
}

/** Resolves once something comes after `from`, or after `ms` milliseconds. Blocks the connection. */
export async function waitForEntries(client: RedisClient, keys: QueueKeys, from: string, ms: number): Promise<void> {
  await client.xread('COUNT', 1, 'BLOCK', ms, 'STREAMS', keys.events, from);
}

function entryOf(reply: unknown): StreamEntry {
  const [id, flat] = listOf(reply);
  const texts = listOf(flat).map(String);
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < texts.length; i += 2) fields[texts[i] ?? ''] = texts[i + 1] ?? '';
  return { id: String(id), fields };
}

function listOf(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function textOf(reply: unknown): string | undefined {
  return typeof reply === 'string' ? reply : undefined;
}
