import type { Answer, Request } from './messages.ts';

/** Answers the benchmark's requests, one at a time, until it lets go of this process. */
export function answer(respond: (request: Request) => Promise<readonly number[]>): void {
  process.on('message', (request: Request) => void serve(request, respond));
  // The benchmark has gone without closing: nobody waits for this process any more.
  process.once('disconnect', () => process.exit(1));
}

async function serve(request: Request, respond: (request: Request) => Promise<readonly number[]>): Promise<void> {
  const answered = await respond(request).then(
    (figures): Answer => ({ figures }),
    (error: unknown): Answer => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  await new Promise<void>((resolve, reject) => {
    process.send?.(answered, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
  if (request.do !== 'close') return;
  process.removeAllListeners('disconnect');
  process.disconnect();
}
