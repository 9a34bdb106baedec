/**
 * Wraps a piece of work for tracing or timing: calls `work` exactly once and gives or throws what it
 * does. Names in use: `command`, `relay.batch`, `reconcile`, `settled-handler`, `attempt`.
 */
export type Span = <T>(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  work: () => Promise<T>,
) => Promise<T>;

/** Just does the work. */
export const plainSpan: Span = (_name, _attributes, work) => work();
