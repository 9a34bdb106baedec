import type { EventBus } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some buses, or harnesses, can show. */
export type EventBusFeature = 'rawMessages' | 'serialisation' | 'loss' | 'outage';

/** @internal */
export const eventBusFeatures: FeatureDescriptions<EventBusFeature> = {
  rawMessages: 'the channel carries JSON texts that others read and write too',
  serialisation: 'events are written as JSON: what it cannot carry is a failure to publish',
  loss: 'a lost message harms neither publisher nor what comes after',
  outage: 'publishing into a bus that cannot be reached does not throw, and subscriptions mend themselves',
};

/** A channel of its own, for one case. */
export interface EventBusHarness extends Harness {
  /** A client as another process would have it, on the same channel. */
  connect(): Promise<EventBus>;
  readonly probe: EventBusProbe;
}

/** Listens to the channel, and does to it what no client would. */
export interface EventBusProbe {
  /** Feature `rawMessages`: every text heard on the channel so far, in order. */
  heard?(): Promise<readonly string[]>;
  /** Feature `rawMessages`: sends a raw text to the channel. */
  inject?(text: string): Promise<void>;
  /** Feature `loss`: the next message reaches no one. */
  loseNext?(): Promise<void>;
  /** Feature `outage`: from now on no client reaches the bus, and open connections break. */
  cut?(): Promise<void>;
  /** Feature `outage`: ends what `cut` began. */
  mend?(): Promise<void>;
}

/** @internal */
export type EventBusCase = Case<EventBusHarness, EventBusFeature>;
