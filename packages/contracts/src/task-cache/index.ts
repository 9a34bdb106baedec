import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type TaskCacheFeature, type TaskCacheHarness, taskCacheFeatures } from './harness.ts';
import { sharingCases } from './sharing.ts';
import { versionCases } from './versions.ts';

/** Registers what every `TaskCache` owes. */
export function taskCacheContract(options: ContractOptions<TaskCacheHarness, TaskCacheFeature>): ContractReport {
  return runContract(
    { port: 'TaskCache', features: taskCacheFeatures, cases: [...versionCases, ...sharingCases] },
    options,
  );
}
