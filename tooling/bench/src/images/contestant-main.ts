// A contestant's own process: opens it, then answers the benchmark one request at a time.
import { millisecondsOf } from '../runner/contest.ts';
import { entryOf, isContestantName } from './contestants.ts';
import type { ImageContestant } from './image-contestant.ts';
import type { Answer, Request } from './messages.ts';
import { peakMemory } from './peak-memory.ts';

const [name = '', photos = '', output = ''] = process.argv.slice(2);
if (!isContestantName(name)) throw new Error(`No contestant is called ${JSON.stringify(name)}.`);
const contestant = await entryOf(name).open({ photos, output });

// The benchmark has gone: nobody waits for this process any more.
process.once('disconnect', () => process.exit());
process.on('message', (request: Request) => void serve(request));
await tell({ opened: true });

async function serve(request: Request): Promise<void> {
  await tell(
    await respond(contestant, request).then(
      (figure): Answer => ({ figure }),
      (error: unknown): Answer => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    ),
  );
}

async function respond({ one, batch }: ImageContestant, request: Request): Promise<number> {
  if (request.do === 'peak') return peakMemory();
  if (request.do === 'one') return millisecondsOf(() => one(request.photo));
  if (batch === undefined) throw new Error(`${name} takes one photo at a time.`);
  return millisecondsOf(() => batch(request.photos));
}

function tell(answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(answer, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}
