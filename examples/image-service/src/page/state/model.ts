import type { Problem } from '../api/problem.ts';
import type { CountsView, SessionView, TaskStatus, TaskView } from '../api/wire.ts';

/** Which tasks are listed. */
export type Filter = 'all' | TaskStatus;

/** How the event stream is. */
export type Connection = 'connecting' | 'live' | 'offline';

/** Where an upload is. */
export type UploadPhase =
  | { readonly kind: 'waiting' }
  /** `sent` is the part of the file that is on its way, 0 to 1. */
  | { readonly kind: 'sending'; readonly sent: number }
  /** It broke off, and will be sent again under the same key. */
  | { readonly kind: 'retrying'; readonly failures: number }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** A photo on its way to the service. */
export interface Upload {
  /** Its `Idempotency-Key`: however often it is sent, it becomes one task. */
  readonly key: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly phase: UploadPhase;
}

/** Where a task stands in the list: newest first. */
export type ListPlace = Pick<TaskView, 'createdAt' | 'id'>;

/** How far the list has been fetched. */
export interface ListExtent {
  readonly loading: boolean;
  /** The oldest task that was fetched: what is older may have gaps, and is not shown. `all`: nothing is older. */
  readonly reach?: ListPlace | 'all' | undefined;
  /** The cursor that goes on from there. */
  readonly next?: string | undefined;
}

/** All that the page shows. Never changed: the reducer makes the next one. */
export interface State {
  /** Absent until the service has said who we are. */
  readonly session?: SessionView;
  readonly connection: Connection;
  readonly tasks: ReadonlyMap<string, TaskView>;
  /** Tasks that the service was heard of since the stream began: the others may have changed unheard. */
  readonly heard: ReadonlySet<string>;
  /** Tasks to ask the service for. */
  readonly stale: ReadonlySet<string>;
  /** Tasks that a cancel or replay is under way for. */
  readonly busy: ReadonlySet<string>;
  /** Why the last cancel or replay of a task was refused. */
  readonly refusals: ReadonlyMap<string, Problem>;
  readonly uploads: readonly Upload[];
  readonly filter: Filter;
  readonly list: ListExtent;
  /** Absent until they have come for the first time. */
  readonly counts?: CountsView;
  /** What went wrong with the page as a whole. */
  readonly problem?: Problem | undefined;
}

/** What the page begins with. */
export const initialState: State = {
  connection: 'connecting',
  tasks: new Map(),
  heard: new Set(),
  stale: new Set(),
  busy: new Set(),
  refusals: new Map(),
  uploads: [],
  filter: 'all',
  list: { loading: false },
};
