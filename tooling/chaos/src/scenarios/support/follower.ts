import { messageOf } from '@safelight/core';

/** What one follower of a task's event stream was told. */
export interface Followed {
  readonly taskId: string;
  /** The types of the events, in the order in which they came. */
  readonly types: readonly string[];
  /** Their ids, `VERSION.N`. */
  readonly ids: readonly string[];
  /** True if the stream ended by itself, with the end of the run; else why not. */
  readonly ended: true | string;
}

/** Follows a task by server-sent events, as the page does, until the stream ends or the time is up. */
export async function follow(url: string, taskId: string, ms: number): Promise<Followed> {
  const types: string[] = [];
  const ids: string[] = [];
  const outcome = (ended: true | string): Followed => ({ taskId, types, ids, ended });
  try {
    const response = await fetch(`${url}/tasks/${taskId}/events`, { signal: AbortSignal.timeout(ms) });
    if (response.body === null) return outcome(`it was answered ${response.status} without a body`);
    let waiting = '';
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const messages = `${waiting}${text}`.split('\n\n');
      waiting = messages.pop() ?? '';
      for (const { id, event } of messages.map(fieldsOf)) {
        if (id !== undefined) ids.push(id);
        if (event === 'end') return outcome(true);
        if (event !== undefined) types.push(event);
      }
    }
    return outcome('it ended without the end of the run');
  } catch (error) {
    return outcome(messageOf(error));
  }
}

/** Whether each comes after the one before: nothing twice, and nothing after what is newer. */
export function isInOrder({ ids }: Followed): boolean {
  return ids.every((id, index) => index === 0 || isAfter(placeOf(id), placeOf(ids[index - 1] ?? '0.0')));
}

function fieldsOf(message: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    message.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
}

function placeOf(id: string): readonly [number, number] {
  const [version = 0, n = 0] = id.split('.').map(Number);
  return [version, n];
}

function isAfter(place: readonly [number, number], before: readonly [number, number]): boolean {
  return (place[0] - before[0] || place[1] - before[1]) > 0;
}
