/** The position before the first entry. */
export const beginning = '0-0';

/** Lua: `isAfter(a, b)` for two ids of stream entries. */
export const isAfterInLua = `
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
`;

/** Negative, zero or positive as entry id `a` stands before, at or after `b`. */
export function compareIds(a: string, b: string): number {
  const [aTime, aSequence] = partsOf(a);
  const [bTime, bSequence] = partsOf(b);
  return aTime - bTime || aSequence - bSequence;
}

/** When an entry was written, in milliseconds since the epoch by Redis's clock. */
export function timeOf(id: string): number {
  return partsOf(id)[0];
}

function partsOf(id: string): readonly [time: number, sequence: number] {
  const [time, sequence] = id.split('-');
  return [Number(time), Number(sequence ?? 0)];
}
