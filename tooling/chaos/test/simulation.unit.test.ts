import { SimulationFailedError, simulate } from '@safelight/core/testing';
import { describe, expect, it } from 'vitest';
import { composeExample } from '../src/simulation/example-composition.ts';
import { simulateExample } from '../src/simulation/simulate-example.ts';
import { SimulatedReceiver } from '../src/simulation/simulated-receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('the image service in simulate', () => {
  // `npm run simulate` is the long one.
  it('keeps every promise, its webhook included', { timeout: 120_000 }, async () => {
    const report = await simulateExample(300);
    expect(report.seeds).toBe(300);
    expect(report.tasks).toBeGreaterThan(400);
  });

  it('is seen to fail where the webhook takes a refusal for an answer', { timeout: 120_000 }, async () => {
    const receiver = new SimulatedReceiver(secret);
    const careless: Pick<SimulatedReceiver, 'fetchFor'> = {
      fetchFor: (runtime) => async (url, init) => {
        await receiver.fetchFor(runtime)(url, init);
        return new Response(null, { status: 204 });
      },
    };
    const failing = simulate({
      seeds: 100,
      build: (engines) => composeExample(engines, { secret, receiver: careless }),
      begin: () => receiver.clear(),
      verify: (tasks) => receiver.check(tasks),
    });
    await expect(failing).rejects.toThrow(SimulationFailedError);
    await expect(failing).rejects.toThrow(/the webhook told of .*: nothing/);
  });
});
