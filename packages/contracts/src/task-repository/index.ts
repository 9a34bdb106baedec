import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { countingCases } from './counting.ts';
import { dueCases } from './due.ts';
import { type TaskRepositoryFeature, type TaskRepositoryHarness, taskRepositoryFeatures } from './harness.ts';
import { insertCases } from './insert.ts';
import { listCases } from './list.ts';
import { saveCases } from './save.ts';

/** Registers what every `TaskRepository` owes. */
export function taskRepositoryContract(
  options: ContractOptions<TaskRepositoryHarness, TaskRepositoryFeature>,
): ContractReport {
  return runContract(
    {
      port: 'TaskRepository',
      features: taskRepositoryFeatures,
      cases: [...insertCases, ...saveCases, ...listCases, ...countingCases, ...dueCases],
    },
    options,
  );
}
