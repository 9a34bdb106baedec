import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { type ImageStoreFeature, type ImageStoreHarness, imageStoreFeatures } from './harness.ts';
import { keyCases } from './keys.ts';
import { sweepingCases } from './sweeping.ts';
import { writingCases } from './writing.ts';

/** Registers what every `ImageStore` owes. */
export function imageStoreContract(options: ContractOptions<ImageStoreHarness, ImageStoreFeature>): ContractReport {
  return runContract(
    { port: 'ImageStore', features: imageStoreFeatures, cases: [...writingCases, ...keyCases, ...sweepingCases] },
    options,
  );
}
