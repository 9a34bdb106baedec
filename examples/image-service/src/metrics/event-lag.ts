import type { DomainEvent } from '@safelight/core';
import type { Metrics } from './metrics.ts';

/**
 * What to subscribe to the bus: tells how late each event is heard. Its time is the queue's clock, which may be ahead
 * of ours: less than nothing counts as nothing.
 */
export function observeEventLag(
  metrics: Pick<Metrics, 'eventLagSeconds'>,
  now: () => number = Date.now,
): (event: DomainEvent) => void {
  return ({ eventType, timestamp }) => {
    metrics.eventLagSeconds.observe({ event_type: eventType }, Math.max(0, now() - timestamp) / 1_000);
  };
}
