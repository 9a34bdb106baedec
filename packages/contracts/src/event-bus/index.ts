import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type EventBusFeature, type EventBusHarness, eventBusFeatures } from './harness.ts';
import { publishingCases } from './publishing.ts';
import { subscribingCases } from './subscribing.ts';

/** Registers what every `EventBus` owes. */
export function eventBusContract(options: ContractOptions<EventBusHarness, EventBusFeature>): ContractReport {
  return runContract(
    { port: 'EventBus', features: eventBusFeatures, cases: [...publishingCases, ...subscribingCases] },
    options,
  );
}
