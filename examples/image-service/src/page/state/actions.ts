import type { Problem } from '../api/problem.ts';
import type { CountsView, DomainEvent, SessionView, TaskPage, TaskView } from '../api/wire.ts';
import type { Filter, Upload, UploadPhase } from './model.ts';

/** What can happen to the page's state. */
export type Action =
  | { readonly type: 'session'; readonly session: SessionView }
  /** The stream began, or began again. */
  | { readonly type: 'snapshot'; readonly tasks: readonly TaskView[] }
  | { readonly type: 'disconnected' }
  | { readonly type: 'event'; readonly event: DomainEvent }
  /** A task as the service has it now. */
  | { readonly type: 'task'; readonly task: TaskView }
  | { readonly type: 'task-gone'; readonly id: string }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'list-loading' }
  /** `fresh`: the page is the list's first, else it goes on from where the list ended. */
  | { readonly type: 'list-page'; readonly filter: Filter; readonly page: TaskPage; readonly fresh: boolean }
  | { readonly type: 'list-failed'; readonly problem: Problem }
  /** The list is whole again after a reconnect: what was not heard of since is forgotten. */
  | { readonly type: 'list-refreshed' }
  | { readonly type: 'counts'; readonly counts: CountsView }
  | { readonly type: 'uploads-added'; readonly uploads: readonly Upload[] }
  | { readonly type: 'upload-phase'; readonly key: string; readonly phase: UploadPhase }
  | { readonly type: 'upload-done'; readonly key: string; readonly task: TaskView }
  | { readonly type: 'upload-removed'; readonly key: string }
  /** A cancel or replay begins. */
  | { readonly type: 'act'; readonly id: string }
  /** It was answered. */
  | { readonly type: 'acted'; readonly id: string; readonly task?: TaskView; readonly problem?: Problem }
  | { readonly type: 'problem'; readonly problem: Problem | undefined };
