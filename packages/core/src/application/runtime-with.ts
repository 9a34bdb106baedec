import type { Runtime } from '../ports/runtime.ts';

/**
 * A runtime with some members replaced. They are named one by one: a runtime may be an instance of a
 * class, whose methods a spread would lose.
 */
export function runtimeWith(runtime: Runtime, changed: Partial<Runtime>): Runtime {
  return {
    now: () => runtime.now(),
    sleep: (ms, signal) => runtime.sleep(ms, signal),
    newId: () => runtime.newId(),
    random: () => runtime.random(),
    log: runtime.log,
    span: (name, attributes, work) => runtime.span(name, attributes, work),
    ...changed,
  };
}
