import type { Bind } from 'inversify';

/** A part of the composition: binds what it provides. Only `container.ts` knows the container itself. */
export type Module = (bind: Bind) => void;
