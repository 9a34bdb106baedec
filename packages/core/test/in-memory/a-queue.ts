import type { QueueHarness } from '@safelight/contracts';
import { defaultQueue, type Logger } from '@safelight/core';
import type { JobTable } from '@safelight/core/in-memory';
import { jobIdOf } from '../../src/domain/id.ts';
import { AServer } from './a-server.ts';

/** A harness of two in-memory queues with locks of some milliseconds. */
export async function aQueue({ log }: { readonly log: Logger }): Promise<QueueHarness> {
  const otherQueue = 'photos';
  const timing = { lock: 60, stallCheck: 20 };
  const maxStalledCount = 1;
  const one = new AServer(log, {
    queues: [defaultQueue, otherQueue],
    lockDuration: timing.lock,
    stalledInterval: timing.stallCheck,
    maxStalledCount,
  });
  const table = (queue: string): JobTable => {
    const found = one.server.queues.get(queue);
    if (found === undefined) throw new Error(`the harness has no queue ${queue}`);
    return found;
  };
  return {
    timing,
    otherQueue,
    maxStalledCount,
    async connect() {
      const { queue, consumer, events, process } = one.connect();
      return {
        queue,
        consumer,
        events,
        kill: async () => process.kill(),
        pause: async () => process.pause(),
        resume: async () => process.resume(),
      };
    },
    probe: {
      data: async (ref) => table(ref.queue).get(jobIdOf(ref))?.data,
      async inject(queue, jobId, data) {
        const ref = { taskId: String(Reflect.get(Object(data), 'taskId')), run: 1, queue };
        table(queue).add(jobId, data, ref);
      },
      trim: async (queue, keep) => table(queue).stream.trim(keep),
      loseStream: async (queue) => table(queue).stream.trim(0),
      forgetPosition: async (queue) => table(queue).stream.forgetPosition(),
      flush: async () => one.server.flushQueues(),
      cut: one.cut,
      mend: one.mend,
    },
    close: () => one.close(),
  };
}
