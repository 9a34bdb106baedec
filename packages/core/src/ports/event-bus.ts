import type { DomainEvent } from '../domain/event.ts';

/** Ends a subscription. Idempotent; once it resolves the subscriber is not called any more. */
export type Unsubscribe = () => Promise<void>;

/**
 * Broadcast to every subscriber in every process, at most once: what no one hears is lost. Nothing
 * that must be right rests on it.
 */
export interface EventBus {
  /**
   * Hands the events to the bus and resolves once they are handed over or given up. Those of one task
   * arrive in the order in which this client published them, by one call or by several, awaited or not.
   * Never throws: a failure goes to the logger with event type and task id. The events are on their way
   * before it returns control: it does not wait for subscribers.
   */
  publish(events: readonly DomainEvent[]): Promise<void>;
  /**
   * Calls `on` for every event from now on, one after another, in the order of arrival. What `on`
   * throws is logged and reaches neither the publisher nor other subscribers. Messages that are no
   * events are logged and passed.
   *
   * @throws {UnavailableError} where it can't be established at all; later cuts mend themselves
   */
  subscribe(on: (event: DomainEvent) => void): Promise<Unsubscribe>;
  /** Ends all subscriptions of this adapter and what it opened. Idempotent. */
  close(): Promise<void>;
}
