// A cached task is one hash: `version`, and `document` unless it was invalidated. Of a filled one the
// time to live is the document's and then the tombstone's, so that what is left of it tells whether the
// document is still good, without any clock. Each script takes one key: a Redis Cluster needs no more.

/** The version that is known, 0 for none; what stands there and is no hash is removed. */
const known = `
local known = redis.pcall('HGET', KEYS[1], 'version')
if type(known) == 'table' then redis.call('UNLINK', KEYS[1]); known = '0' end
known = tonumber(known or '0') or 0
`;

/** The document, while it is good. ARGV: the tombstone's time to live. */
export const readScript = `
if redis.call('PTTL', KEYS[1]) <= tonumber(ARGV[1]) then return false end
local document = redis.pcall('HGET', KEYS[1], 'document')
if type(document) == 'table' then return false end
return document
`;

/** Keeps the document, unless a newer version is known. ARGV: version, document, time to live. */
export const fillScript: string = `${known}
if known > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'document', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/** Forgets an older document and remembers the version. ARGV: version, the tombstone's time to live. */
export const invalidateScript: string = `${known}
if known >= tonumber(ARGV[1]) then return 0 end
redis.call('HDEL', KEYS[1], 'document')
redis.call('HSET', KEYS[1], 'version', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`;

/** Forgets the document and keeps the version, so that a stale fill still loses. */
export const forgetScript = `
local forgotten = redis.pcall('HDEL', KEYS[1], 'document')
if type(forgotten) == 'table' then return redis.call('UNLINK', KEYS[1]) end
return forgotten
`;
