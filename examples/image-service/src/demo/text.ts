/** Text for people: numbers with separators, and nothing that a terminal would take for an order. */

const counted: Intl.NumberFormat = new Intl.NumberFormat('en-US');

/** `1,234,567`. */
export function count(value: number): string {
  return counted.format(value);
}

/** `1 image`, `2 images`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `1,234,567 (92.3%)`: what is saved of `from` bytes by having `to`; negative where `to` is more. */
export function saving(from: number, to: number): string {
  const saved = from - to;
  return `${count(saved)} (${((100 * saved) / from).toFixed(1)}%)`;
}

/** `0.81 s` of milliseconds. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** The text with control characters spelled out: a file's name may hold any. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
