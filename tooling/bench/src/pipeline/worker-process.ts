// The process of a contestant that does the work, which is none.

import { openBareWorker } from './bare-bullmq.ts';
import { answer } from './child-side.ts';
import { openSafelightWorker } from './safelight.ts';

let close: () => Promise<void> = async () => {};

answer(async (request) => {
  if (request.do === 'open') {
    const open = request.settings.name === 'bare BullMQ' ? openBareWorker : openSafelightWorker;
    close = await open(request.settings);
  } else await close();
  return [];
});
