/** What the benchmark asks of a contestant's process. */
export type Request =
  | { readonly do: 'one'; readonly photo: string }
  | { readonly do: 'batch'; readonly photos: readonly string[] }
  | { readonly do: 'peak' };

/** What it answers: milliseconds, or for `peak` bytes; `opened`, unasked, is the first. */
export type Answer = { readonly opened: true } | { readonly figure: number } | { readonly error: string };
