import { type SimulationReport, simulate } from '@safelight/core/testing';
import { composeExample } from './example-composition.ts';
import { SimulatedReceiver } from './simulated-receiver.ts';

/** Any will do: nothing leaves the process. */
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/**
 * Runs the example's own composition, its webhook included, through `simulate`.
 *
 * @param seeds how many, from 1, or which
 * @throws {SimulationFailedError} for the first that breaks a promise
 */
export function simulateExample(
  seeds: number | readonly number[],
  onProgress: (done: number) => void = () => {},
): Promise<SimulationReport> {
  const receiver = new SimulatedReceiver(secret);
  return simulate({
    seeds,
    build: (engines) => composeExample(engines, { secret, receiver }),
    begin: () => receiver.clear(),
    verify: (tasks) => receiver.check(tasks),
    onProgress,
  });
}
