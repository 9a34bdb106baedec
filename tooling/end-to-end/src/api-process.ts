// An API process of the service: takes requests, hears events, relays, reconciles. The test that
// started it says what to do.

import { createPipeline, type Pipeline, type Task } from '@safelight/core';
import { enginesOf } from './engines.ts';
import type { ApiRequest } from './messages.ts';
import { answer, tell, toldLog } from './parent.ts';
import type { ApiSettings } from './settings.ts';

let started: Pipeline<'1024' | '800'> | undefined;

async function start(settings: ApiSettings): Promise<readonly Task[]> {
  const pipeline = createPipeline({ ...settings.pipeline, ...enginesOf(settings, toldLog), logger: toldLog });
  pipeline.onSettled('told', ({ id, run, status }) => tell({ kind: 'settled', taskId: id, run, status }));
  await pipeline.start();
  started = pipeline;
  return [];
}

async function respond(
  pipeline: Pipeline<'1024' | '800'>,
  request: Exclude<ApiRequest, { readonly do: 'start' }>,
): Promise<readonly Task[]> {
  switch (request.do) {
    case 'submit':
      return pipeline.submitMany(request.submissions);
    case 'get': {
      const task = await pipeline.get(request.taskId);
      return task ? [task] : [];
    }
    case 'replay':
      return [await pipeline.replay(request.taskId)];
    case 'cancel':
      return [await pipeline.cancel(request.taskId)];
    case 'waitFor':
      return [await pipeline.waitFor(request.taskId, { timeout: request.timeout })];
    case 'deadLetters':
      return (await pipeline.deadLetters()).items;
    case 'close':
      await pipeline.close();
      return [];
  }
}

answer<ApiRequest>(async (request) => {
  if (request.do === 'start') return start(request.settings);
  if (started === undefined) throw new Error('This API process was not started.');
  return respond(started, request);
});
