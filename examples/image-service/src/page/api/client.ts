import { ProblemError, problemError, unreachable } from './problem.ts';
import type { CountsView, PageSettings, SessionView, TaskPage, TaskView } from './wire.ts';

/** Tasks that one page of the list brings. */
const pageSize = 24;

/** The calls of the API that this page makes. Each throws a {@link ProblemError} where it does not succeed. */
export const api = {
  settings: (): Promise<PageSettings> => get('/assets/settings.json'),
  session: (): Promise<SessionView> => get('/session'),
  /** Keeps the key in a cookie that scripts can't read, since pictures and event streams send no headers. */
  async signIn(key: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await send('/session', { method: 'POST', headers, body: JSON.stringify({ key }) });
  },
  async signOut(): Promise<void> {
    await send('/session', { method: 'DELETE' });
  },
  tasks(query: { readonly status?: string; readonly cursor?: string; readonly limit?: number }): Promise<TaskPage> {
    const search = new URLSearchParams({ limit: String(query.limit ?? pageSize) });
    if (query.status !== undefined) search.set('status', query.status);
    if (query.cursor !== undefined) search.set('cursor', query.cursor);
    return get(`/tasks?${search}`);
  },
  task: (id: string): Promise<TaskView> => get(taskPath(id)),
  cancel: (id: string): Promise<TaskView> => answer(taskPath(id), { method: 'DELETE' }),
  /** @param run the run to follow: asked twice, one begins */
  replay: (id: string, run: number): Promise<TaskView> =>
    answer(`${taskPath(id)}/replay?run=${run}`, { method: 'POST' }),
  queues: (): Promise<CountsView> => get('/queues'),
};

function taskPath(id: string): string {
  return `/tasks/${encodeURIComponent(id)}`;
}

function get<T>(path: string): Promise<T> {
  return answer(path, {});
}

async function answer<T>(path: string, init: RequestInit): Promise<T> {
  const response = await send(path, init);
  return response.json();
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const headers = { accept: 'application/json', ...init.headers };
  const response = await fetch(path, { ...init, headers }).catch((cause: unknown) => {
    throw new ProblemError(unreachable, { cause });
  });
  if (response.ok) return response;
  throw problemError(response.status, await response.text(), response.headers.get('retry-after'));
}
