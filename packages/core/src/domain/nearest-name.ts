/** The known name that was probably meant: at most a third of its letters differ. Undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const far = { at: Math.max(1, Math.floor(name.length / 3)) + 1, which: undefined as string | undefined };
  return known.reduce((best, which) => {
    const at = distance(name.toLowerCase(), which.toLowerCase());
    return at < best.at ? { at, which } : best;
  }, far).which;
}

/** Letters to add, drop, replace or swap with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        valueAt(row, j - 1) + 1,
        valueAt(last, j) + 1,
        valueAt(last, j - 1) + (same ? 0 : 1),
        isSwap ? valueAt(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return valueAt(last, b.length);
}

function valueAt(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
