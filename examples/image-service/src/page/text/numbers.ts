const whole = new Intl.NumberFormat('en');
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size in words: `72.5 kB`. Powers of 1,000, as cameras and browsers count. */
export function bytes(size: number): string {
  // What would be rounded up to 1,000 is one of the next unit.
  const step = Math.min(Math.floor(Math.log10(Math.max(size * 1.0005, 1)) / 3), units.length - 1);
  const value = size / 1_000 ** step;
  const unitDisplay = step === 0 ? 'long' : 'short';
  const maximumFractionDigits = step === 0 || value >= 100 ? 0 : 1;
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay,
    maximumFractionDigits,
  }).format(value);
}

/** A largest size, rounded down to what surely is allowed: `20 MB`. */
export function limit(size: number): string {
  const step = 1_000 ** Math.floor(Math.log10(Math.max(size, 1)) / 3);
  return bytes(Math.floor(size / step) * step);
}

/** A number with separators: `1,485,159`. */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 derivative`, `2 derivatives`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A span of time: `640 ms`, `1.1 s`, `2 min 5 s`. */
export function span(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  const rounded = Math.round(seconds);
  return rounded % 60 === 0 ? `${Math.floor(rounded / 60)} min` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** What a derivative saves of its original: `1.4 MB (95%)`; undefined where it is no smaller. */
export function saved(size: number, original: number): string | undefined {
  if (size >= original) return undefined;
  return `${bytes(original - size)} (${Math.round((1 - size / original) * 100)}%)`;
}
