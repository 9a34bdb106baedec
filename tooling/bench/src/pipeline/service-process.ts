// The process of a contestant that takes requests and hears how they went.

import { openBareService } from './bare-bullmq.ts';
import { answer } from './child-side.ts';
import { Completions, latenciesOf, throughputOf } from './measure.ts';
import { openSafelightService } from './safelight.ts';
import type { Service } from './service.ts';

let opened: { readonly service: Service; readonly completions: Completions } | undefined;

function running(): NonNullable<typeof opened> {
  if (opened === undefined) throw new Error('Open the service first.');
  return opened;
}

answer(async (request) => {
  switch (request.do) {
    case 'open': {
      const open = request.settings.name === 'bare BullMQ' ? openBareService : openSafelightService;
      const service = await open(request.settings);
      opened = { service, completions: new Completions(service) };
      return [];
    }
    case 'throughput':
      return [await throughputOf(running().service, running().completions, request)];
    case 'latency':
      return latenciesOf(running().service, running().completions, request);
    case 'close':
      await opened?.service.close();
      return [];
  }
});
