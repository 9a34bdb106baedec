import { isTerminal } from '@safelight/core';
import type { Evidence, Harm } from './evidence.ts';

/** Tasks that have not ended, or whose handlers have not acknowledged the end. */
export function stuck({ tasks }: Pick<Evidence, 'tasks'>): readonly Harm[] {
  return tasks
    .filter(({ status, settled }) => !settled || !isTerminal(status))
    .map(({ id, status, run }): Harm => {
      const why = isTerminal(status) ? `is ${status}, and its webhook did not acknowledge` : `is still ${status}`;
      return { kind: 'stuck', taskId: id, what: `${why} (run ${run})` };
    });
}
