import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type QueueFeature, type QueueHarness, queueFeatures } from '../queue/harness.ts';
import { addingCases } from './adding.ts';
import { cancellingCases } from './cancelling.ts';
import { lookingCases } from './looking.ts';

/** Registers what every `TaskQueue` owes. */
export function taskQueueContract(options: ContractOptions<QueueHarness, QueueFeature>): ContractReport {
  return runContract(
    { port: 'TaskQueue', features: queueFeatures, cases: [...addingCases, ...lookingCases, ...cancellingCases] },
    options,
  );
}
