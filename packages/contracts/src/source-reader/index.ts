import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type SourceReaderFeature, type SourceReaderHarness, sourceReaderFeatures } from './harness.ts';
import { readingCases } from './reading.ts';
import { refusingCases } from './refusing.ts';

/** Registers what every `SourceReader` owes. */
export function sourceReaderContract(
  options: ContractOptions<SourceReaderHarness, SourceReaderFeature>,
): ContractReport {
  return runContract(
    { port: 'SourceReader', features: sourceReaderFeatures, cases: [...readingCases, ...refusingCases] },
    options,
  );
}
