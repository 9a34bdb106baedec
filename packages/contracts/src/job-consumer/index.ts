import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type QueueFeature, type QueueHarness, queueFeatures } from '../queue/harness.ts';
import { closingCases } from './closing.ts';
import { retryingCases } from './retrying.ts';
import { staleCases } from './stale.ts';
import { stallingCases } from './stalling.ts';
import { takingCases } from './taking.ts';
import { tellingCases } from './telling.ts';

/** Registers what every `JobConsumer` owes. */
export function jobConsumerContract(options: ContractOptions<QueueHarness, QueueFeature>): ContractReport {
  return runContract(
    {
      port: 'JobConsumer',
      features: queueFeatures,
      cases: [...tellingCases, ...takingCases, ...retryingCases, ...stallingCases, ...staleCases, ...closingCases],
    },
    options,
  );
}
