import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type LeaseFeature, type LeaseHarness, leaseFeatures } from './harness.ts';
import { holdingCases } from './holding.ts';
import { losingCases } from './losing.ts';

/** Registers what every `Lease` owes. */
export function leaseContract(options: ContractOptions<LeaseHarness, LeaseFeature>): ContractReport {
  return runContract({ port: 'Lease', features: leaseFeatures, cases: [...holdingCases, ...losingCases] }, options);
}
