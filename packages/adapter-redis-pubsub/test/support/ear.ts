import type { DomainEvent, EventBus } from '@safelight/core';

/** An event of task `taskId`; `done` tells one from another. */
export function anEvent(taskId: string, done = 1): DomainEvent {
  return { taskId, timestamp: 1, eventId: `${taskId}.${done}`, eventType: 'task.progress', done, total: 1_000_000 };
}

/** A subscriber that keeps what it hears. */
export class Ear {
  readonly heard: DomainEvent[] = [];
  readonly #waiting = new Map<string, () => void>();

  static async of(bus: EventBus): Promise<Ear> {
    const ear = new Ear();
    await bus.subscribe((event) => {
      ear.heard.push(event);
      ear.#waiting.get(event.eventId ?? '')?.();
    });
    return ear;
  }

  /** All it heard, once it has heard this event; a test that waits in vain ends by its time limit. */
  async until({ eventId = '' }: DomainEvent): Promise<readonly DomainEvent[]> {
    if (!this.heard.some((event) => event.eventId === eventId)) {
      await new Promise<void>((resolve) => this.#waiting.set(eventId, resolve));
    }
    return this.heard;
  }
}
