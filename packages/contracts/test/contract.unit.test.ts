import assert from 'node:assert/strict';
import * as nodeTest from 'node:test';
import { isConfigError } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { type Contract, type ContractOptions, type Harness, runContract } from '../src/contract.ts';
import type { TestRunner } from '../src/runner.ts';

/** Runs nothing by itself: keeps what was registered. */
class Registered implements TestRunner {
  readonly suites: string[] = [];
  readonly tests = new Map<string, () => Promise<void>>();
  describe(name: string, define: () => void): void {
    this.suites.push(name);
    define();
  }
  it(name: string, test: () => Promise<void>): void {
    this.tests.set(name, test);
  }
}

interface Bucket extends Harness {
  readonly kept: string[];
}

const contract: Contract<Bucket, 'rain' | 'sun'> = {
  port: 'Bucket',
  features: { rain: 'it rains', sun: 'it shines' },
  cases: [
    { title: 'is empty', run: async ({ kept }) => assert.deepEqual(kept, []) },
    { title: 'fills', needs: ['rain'], run: async ({ kept }) => void kept.push('drop') },
    { title: 'fails', run: async () => assert.fail('as it must') },
  ],
};

function options(over: Partial<ContractOptions<Bucket, 'rain' | 'sun'>> = {}) {
  const runner = new Registered();
  const closed: string[] = [];
  const create = async (): Promise<Bucket> => ({
    kept: [],
    async close() {
      closed.push('closed');
    },
  });
  return { runner, closed, options: { runner, adapter: 'Tin', create, ...over } };
}

describe('runContract', () => {
  it('registers every case under the port and the adapter', () => {
    const { runner, options: given } = options();
    const report = runContract(contract, given);
    expect(runner.suites).toEqual(['Bucket contract: Tin']);
    expect([...runner.tests.keys()]).toEqual(['is empty', 'fills', 'fails']);
    expect(report).toEqual({ contract: 'Bucket', adapter: 'Tin', shown: ['is empty', 'fills', 'fails'], notShown: [] });
  });

  it('says in the title and in the report what a feature that is off leaves out', () => {
    const { runner, options: given } = options({ features: { rain: false, sun: true } });
    const report = runContract(contract, given);
    expect(runner.suites).toEqual(['Bucket contract: Tin [not shown here: rain]']);
    expect([...runner.tests.keys()]).toEqual(['is empty', 'fails']);
    expect(report.notShown).toEqual([{ feature: 'rain', description: 'it rains', cases: ['fills'] }]);
  });

  it('gives each case a harness of its own and closes it, also when the case fails', async () => {
    const { runner, closed, options: given } = options();
    runContract(contract, given);
    for (const name of ['fills', 'is empty']) await runner.tests.get(name)?.();
    await expect(runner.tests.get('fails')?.()).rejects.toThrow('as it must');
    expect(closed).toHaveLength(3);
  });

  it('tells both when a case fails and its harness cannot be closed', async () => {
    const create = async (): Promise<Bucket> => ({ kept: [], close: () => Promise.reject(new Error('stuck')) });
    const { runner, options: given } = options({ create });
    runContract(contract, given);
    await expect(runner.tests.get('is empty')?.()).rejects.toThrow('stuck');
    await expect(runner.tests.get('fails')?.()).rejects.toMatchObject({
      errors: [{ message: 'as it must' }, { message: 'stuck' }],
    });
  });

  it('reports every problem of its options and of the feature flags at once', () => {
    const { options: given } = options({ adapter: '', patience: 0 });
    expect(() => runContract(contract, given)).toThrow(/adapter.*patience/s);
    const flags = { snow: false, rain: 'no' };
    const wrong = { ...options().options, ...{ features: flags } };
    try {
      Reflect.apply(runContract, undefined, [contract, wrong]);
      expect.unreachable();
    } catch (error) {
      assert.ok(isConfigError(error));
      expect(error.problems).toEqual([
        'snow: is not a feature; features are rain, sun',
        'rain: must be true or false, got no',
      ]);
    }
  });

  it('takes the functions of vitest and of node:test as they are', () => {
    const runners: readonly TestRunner[] = [
      { describe, it },
      { describe: nodeTest.describe, it: nodeTest.it },
    ];
    expect(runners).toHaveLength(2);
  });
});
