import { seededRandom } from '@safelight/core/testing';
import { expect, it, vi } from 'vitest';
import type { FaultRule } from '../src/failpoints/fault-rule.ts';
import { Faults } from '../src/failpoints/faults.ts';

function faultsWith(...rules: readonly FaultRule[]) {
  const hits: string[] = [];
  const die = vi.fn();
  const faults = new Faults(seededRandom(1), ({ at }) => hits.push(at), die);
  faults.set(rules);
  return { faults, hits, die };
}

const done = async (): Promise<string> => 'done';

it('changes nothing without a rule', async () => {
  const { faults, hits } = faultsWith();
  expect(await faults.pass('queue.enqueue', done)).toBe('done');
  expect(hits).toEqual([]);
});

it('fails before the operation, or after it has happened', async () => {
  const call = vi.fn(done);
  const before = faultsWith({ at: 'queue.enqueue', deed: 'fail' });
  await expect(before.faults.pass('queue.enqueue', call)).rejects.toThrow('queue.enqueue is switched to fail.');
  expect(call).not.toHaveBeenCalled();
  const after = faultsWith({ at: 'images.write', deed: 'fail', when: 'after', code: 'ENOSPC' });
  await expect(after.faults.pass('images.write', call)).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(call).toHaveBeenCalledOnce();
});

it('hits what the rule names only, after so many calls, so many times', async () => {
  const { faults, hits } = faultsWith({ at: 'repository.save', deed: 'fail', skip: 1, times: 2 });
  const outcomes: string[] = [];
  for (const at of ['repository.save', 'repository.get', ...Array<string>(4).fill('repository.save')]) {
    outcomes.push(await faults.pass(at, done).catch(() => 'failed'));
  }
  expect(outcomes).toEqual(['done', 'done', 'failed', 'failed', 'done', 'done']);
  expect(hits).toEqual(['repository.save', 'repository.save']);
});

it('hits the share of the calls that the rule names', () => {
  const { faults } = faultsWith({ at: 'bus.publish', deed: 'drop', chance: 0.5 });
  const dropped = Array.from({ length: 1_000 }, () => faults.take('bus.publish')).filter(Boolean).length;
  expect(dropped).toBeGreaterThan(430);
  expect(dropped).toBeLessThan(570);
});

it('ends the process, and never comes back from it', async () => {
  const { faults, die } = faultsWith({ at: 'events.commit', deed: 'die' });
  const call = vi.fn(done);
  const left = faults.pass('events.commit', call).then(() => 'came back');
  expect(await Promise.race([left, new Promise((resolve) => setImmediate(resolve, 'gone'))])).toBe('gone');
  expect(die).toHaveBeenCalledOnce();
  expect(call).not.toHaveBeenCalled();
});

it('is mended by other rules', async () => {
  const { faults } = faultsWith({ at: 'queue.inspect', deed: 'fail' });
  faults.set([]);
  expect(await faults.pass('queue.inspect', done)).toBe('done');
});
