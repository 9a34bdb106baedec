import type { Lease } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some leases, or harnesses, can show. */
export type LeaseFeature = 'kill' | 'pause' | 'outage';

/** @internal */
export const leaseFeatures: FeatureDescriptions<LeaseFeature> = {
  kill: 'a holder that dies without a word is succeeded',
  pause: 'a holder that stood still too long learns that it lost the lease, and does no harm',
  outage: 'a store that cannot be reached is waited for',
};

/** A store of leases, for one case. */
export interface LeaseHarness extends Harness {
  readonly timing: {
    /** Milliseconds: the lease's time to live. 100 does in memory, 1,000 to 2,000 over a network. */
    readonly ttl: number;
  };
  /** A client as another process would have it, on the same store. */
  connect(): Promise<LeaseClient>;
  readonly probe: {
    /** Feature `outage`: from now on no client reaches the store. */
    cut?(): Promise<void>;
    /** Feature `outage`: ends what `cut` began. */
    mend?(): Promise<void>;
  };
}

/** One process with a lease. */
export interface LeaseClient {
  readonly lease: Lease;
  /** Feature `kill`: like SIGKILL. It renews nothing and lets nothing go any more. */
  kill?(): Promise<void>;
  /** Feature `pause`: like SIGSTOP, for what goes to and from the store. */
  pause?(): Promise<void>;
  /** Feature `pause`: like SIGCONT. */
  resume?(): Promise<void>;
}

/** @internal */
export type LeaseCase = Case<LeaseHarness, LeaseFeature>;
