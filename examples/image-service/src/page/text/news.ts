import type { TaskView } from '../api/wire.ts';
import { plural } from './numbers.ts';
import { reasonText } from './reason-text.ts';
import { taskName } from './task-text.ts';

/** What became of tasks, in a sentence to be read aloud: of one in full, of several in numbers. */
export function newsText(ended: readonly TaskView[]): string {
  const [first] = ended;
  if (first === undefined) return '';
  if (ended.length === 1) return oneText(first);
  const numbers = (['completed', 'failed', 'cancelled'] as const).flatMap((status) => {
    const those = ended.filter((task) => task.status === status);
    return those.length > 0 ? [`${plural(those.length, 'photo')} ${status}`] : [];
  });
  return `${numbers.join(', ')}.`;
}

function oneText(task: TaskView): string {
  const name = taskName(task);
  switch (task.status) {
    case 'completed':
      return `${name}: completed.`;
    case 'failed':
      return `${name}: failed. ${reasonText(task.failure?.code ?? '')}`;
    default:
      return `${name}: ${task.status}.`;
  }
}
