import { type ContractOptions, type ContractReport, runContract } from '../contract.ts';
import { behavingCases } from './behaving.ts';
import { derivingCases } from './deriving.ts';
import { type ImageProcessorFeature, type ImageProcessorHarness, imageProcessorFeatures } from './harness.ts';

/** Registers what every `ImageProcessor` owes. */
export function imageProcessorContract(
  options: ContractOptions<ImageProcessorHarness, ImageProcessorFeature>,
): ContractReport {
  return runContract(
    { port: 'ImageProcessor', features: imageProcessorFeatures, cases: [...derivingCases, ...behavingCases] },
    options,
  );
}
