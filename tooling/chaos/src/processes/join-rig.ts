import { hash32 } from '@safelight/core';
import { seededRandom } from '@safelight/core/testing';
import type { FaultRule } from '../failpoints/fault-rule.ts';
import { Faults } from '../failpoints/faults.ts';
import type { SetFaults, Told } from './messages.ts';
import type { ProcessSettings } from './settings.ts';

/** What a process of the rig is told at its start, by the environment. */
export interface Joined {
  readonly faults: Faults;
  readonly settings: ProcessSettings;
}

/** The variables that carry it, each as JSON. */
export const variables = { settings: 'CHAOS_SETTINGS', faults: 'CHAOS_FAULTS', seed: 'CHAOS_SEED' } as const;

/** Listens to the rig that started this process, and ends with it. Does not keep the process alive. */
export function joinRig(process: NodeJS.Process): Joined {
  const die = (): void => {
    process.kill(process.pid, 'SIGKILL');
  };
  const tell = (message: Told): void => {
    if (process.connected) process.send?.(message);
  };
  const random = seededRandom(hash32(process.env[variables.seed] ?? ''));
  const faults = new Faults(random, ({ at }) => tell({ kind: 'hit', at }), die);
  faults.set(JSON.parse(process.env[variables.faults] ?? '[]') satisfies readonly FaultRule[]);
  process.on('message', ({ id, rules }: SetFaults) => {
    faults.set(rules);
    tell({ kind: 'faults-set', id });
  });
  // A service that nobody watches must not stay.
  process.once('disconnect', die);
  // How a process of the service ends is the service's business: with its last part.
  process.channel?.unref();
  const settings: ProcessSettings = JSON.parse(process.env[variables.settings] ?? '{}');
  return { faults, settings };
}
