let last = 0;

/** An id that no other call in this process gave: `photo-1`, `photo-2`, … */
export function anId(prefix = 'photo'): string {
  last += 1;
  return `${prefix}-${last}`;
}
