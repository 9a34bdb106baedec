import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type QueueFeature, type QueueHarness, queueFeatures } from '../queue/harness.ts';
import { committingCases } from './committing.ts';
import { gapCases } from './gaps.ts';
import { laggingCases } from './lagging.ts';
import { readingCases } from './reading.ts';

/** Registers what every `JobEvents` owes. */
export function jobEventsContract(options: ContractOptions<QueueHarness, QueueFeature>): ContractReport {
  return runContract(
    {
      port: 'JobEvents',
      features: queueFeatures,
      cases: [...readingCases, ...committingCases, ...gapCases, ...laggingCases],
    },
    options,
  );
}
