import { isSafelightError, type Logger, messageOf, serialiseTask, type Task } from '@safelight/core';
import type { Envelope, Message } from './messages.ts';

/** Tells the test that started this process; resolves once it is on its way. */
export async function tell(message: Message): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Answers the test's requests until it lets go of this process. After `close` the process has to end by
 * itself: it is not made to, so that whatever keeps it alive is seen.
 */
export function answer<R extends { readonly do: string }>(respond: (request: R) => Promise<readonly Task[]>): void {
  process.on('message', (envelope: Envelope<R>) => void serve(envelope, respond));
  // The test has gone without closing: a service nobody watches must not stay.
  process.once('disconnect', () => process.exit(1));
}

async function serve<R extends { readonly do: string }>(
  { id, request }: Envelope<R>,
  respond: (request: R) => Promise<readonly Task[]>,
): Promise<void> {
  try {
    await tell({ kind: 'answer', id, tasks: (await respond(request)).map((task) => serialiseTask(task)) });
  } catch (error) {
    const code = isSafelightError(error) ? error.code : 'UNEXPECTED';
    await tell({ kind: 'answer', id, tasks: [], error: { code, message: messageOf(error) } });
  }
  if (request.do === 'close') {
    process.removeAllListeners('disconnect');
    process.disconnect();
  }
}

/** A logger that tells the test what it should know of. */
export const toldLog: Logger = {
  debug() {},
  info() {},
  warn: (fields, message) => tellLine('warn', fields, message),
  error: (fields, message) => tellLine('error', fields, message),
};

function tellLine(level: 'warn' | 'error', fields: object, message: string): void {
  if (!process.connected) return;
  const readable = (_key: string, value: unknown): unknown => (value instanceof Error ? messageOf(value) : value);
  process.send?.({ kind: 'log', level, message, fields: JSON.stringify(fields, readable) });
}
