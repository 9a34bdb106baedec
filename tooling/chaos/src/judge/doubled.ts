import type { TaskEvent, TaskState } from '../client/task-state.ts';
import type { Evidence, Harm } from './evidence.ts';

/** What happened twice though it was to happen once: a submission, a fact, the end of a run. */
export function doubled({ promises, tasks, told }: Evidence): readonly Harm[] {
  return [...submissions({ promises, tasks }), ...tasks.flatMap(facts), ...ends({ tasks, told })];
}

/** Each key is one task, and there is no task but those that were promised. */
function submissions({ promises, tasks }: Pick<Evidence, 'promises' | 'tasks'>): readonly Harm[] {
  const accepted = promises.filter((promise) => promise.kind === 'accepted');
  const ids = new Map<string, string>();
  const harms: Harm[] = [];
  for (const { key, taskId } of accepted) {
    const other = ids.get(key);
    if (other !== undefined && other !== taskId) {
      harms.push({ kind: 'doubled', taskId, what: `its key ${key} is also that of ${other}` });
    }
    ids.set(key, taskId);
  }
  const known = new Set(accepted.map(({ taskId }) => taskId));
  for (const { id, source } of tasks) {
    if (known.has(id)) continue;
    harms.push({ kind: 'doubled', taskId: id, what: `nobody was promised this task for ${source.path}` });
  }
  return harms;
}

/** A fact, such as the end of an attempt, is applied to its task once. */
function facts({ id, events }: TaskState): readonly Harm[] {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(nameOf(event), (counts.get(nameOf(event)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([name, count]): Harm => ({ kind: 'doubled', taskId: id, what: `${name} was applied ${count} times` }));
}

function nameOf({ eventType, run, attempt, done, willRetry }: TaskEvent): string {
  const detail = done ?? (willRetry === true ? 'will retry' : undefined);
  return `${eventType} of run ${run}, attempt ${attempt}${detail === undefined ? '' : ` (${detail})`}`;
}

/** However often the end of a run is told, it is the same end, and the one that the task has. */
function ends({ tasks, told }: Pick<Evidence, 'tasks' | 'told'>): readonly Harm[] {
  const byRun = new Map<string, { readonly taskId: string; readonly run: number; readonly outcomes: Set<string> }>();
  for (const { taskId, run, outcome } of told) {
    const key = `${taskId} ${run}`;
    const entry = byRun.get(key) ?? { taskId, run, outcomes: new Set<string>() };
    entry.outcomes.add(outcome);
    byRun.set(key, entry);
  }
  const twoEnds = [...byRun.values()]
    .filter(({ outcomes }) => outcomes.size > 1)
    .map(({ taskId, run, outcomes }): Harm => {
      return { kind: 'doubled', taskId, what: `run ${run} was told to end as ${[...outcomes].join(', and as ')}` };
    });
  const statuses = new Map(told.map(({ taskId, run, status }) => [`${taskId} ${run}`, status]));
  const otherEnds = tasks.flatMap(({ id, run, status, settled }): readonly Harm[] => {
    const heard = statuses.get(`${id} ${run}`);
    if (!settled || heard === undefined || heard === status) return [];
    return [{ kind: 'doubled', taskId: id, what: `run ${run} was told to end as ${heard}, and the task is ${status}` }];
  });
  return [...twoEnds, ...otherEnds];
}
