import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What an event stream follows: one task, or all of them. */
export type StreamKind = 'task' | 'feed';

/** Seconds of HTTP: from a cached answer to an upload over a slow line. */
const httpBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Seconds of image work: from a thumbnail to the largest photograph on a busy machine. */
const workBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];
/** Seconds from an event's time to its being heard: a healthy relay needs milliseconds. */
const lagBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300];

/**
 * What this process counts and measures, in a registry of its own. What engines know (tasks, queue depth, relay) is
 * read when it is scraped, see `engineReadings`.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #readings: (() => Promise<string>)[] = [];

  /** Observed by `httpMetrics`; its `_count` is the number of requests. */
  readonly httpRequestSeconds: Histogram<'method' | 'route' | 'status'> = new Histogram({
    name: 'safelight_http_request_duration_seconds',
    help: 'Seconds from the head of a request to the end of its answer, by endpoint.',
    labelNames: ['method', 'route', 'status'],
    buckets: httpBuckets,
    registers: [this.#registry],
  });

  /** Observed by `timedProcessor`; its `_count` is the number of derivatives. */
  readonly processingSeconds: Histogram<'preset'> = new Histogram({
    name: 'safelight_processing_duration_seconds',
    help: 'Seconds of making one derivative, by preset. The first of a source includes decoding it.',
    labelNames: ['preset'],
    buckets: workBuckets,
    registers: [this.#registry],
  });

  /** `completed`, `failed`, or `aborted`: cancelled, superseded, its lock lost, or handed back at shutdown. */
  readonly attempts: Counter<'outcome'> = new Counter({
    name: 'safelight_attempts_total',
    help: 'Attempts that this worker ended, by outcome.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });

  readonly attemptFailures: Counter<'code'> = new Counter({
    name: 'safelight_attempt_failures_total',
    help: 'Attempts of this worker that failed, by error code.',
    labelNames: ['code'],
    registers: [this.#registry],
  });

  readonly retries: Counter = new Counter({
    name: 'safelight_retries_total',
    help: 'Attempts after the first of their run that this worker began, also after the death of another.',
    registers: [this.#registry],
  });

  readonly attemptsInHand: Gauge = new Gauge({
    name: 'safelight_attempts_in_hand',
    help: 'Attempts that this worker has in hand.',
    registers: [this.#registry],
  });

  /** Observed by `observeEventLag`. */
  readonly eventLagSeconds: Histogram<'event_type'> = new Histogram({
    name: 'safelight_event_lag_seconds',
    help: "Seconds from an event's time to its being heard on the bus by this process.",
    labelNames: ['event_type'],
    buckets: lagBuckets,
    registers: [this.#registry],
  });

  /** By {@link StreamKind}. Raise it when a stream is opened, lower it when that ends, however it does. */
  readonly eventStreams: Gauge<'stream'> = new Gauge({
    name: 'safelight_event_streams',
    help: 'Event streams (server-sent events) that are open, of one task or of the feed of all.',
    labelNames: ['stream'],
    registers: [this.#registry],
  });

  readonly uploadBytes: Counter = new Counter({
    name: 'safelight_upload_bytes_total',
    help: 'Bytes of uploads that were taken in, those of refused files included.',
    registers: [this.#registry],
  });

  /** `delivered`, or `failed`: refused or not reached, and so made again. */
  readonly webhookDeliveries: Counter<'outcome'> = new Counter({
    name: 'safelight_webhook_deliveries_total',
    help: 'Calls of the webhook, by outcome; a failed one is made again.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });

  /** The media type of what {@link render} gives. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts the process itself, too: memory, event loop, garbage collection. Once a process. */
  countProcess(): this {
    collectDefaultMetrics({ register: this.#registry });
    return this;
  }

  /** Adds what is read at each scrape, in the text format; it never rejects, and takes a bounded time. */
  add(read: () => Promise<string>): this {
    this.#readings.push(read);
    return this;
  }

  /** Everything, in the text format of Prometheus. */
  async render(): Promise<string> {
    const parts = await Promise.all([this.#registry.metrics(), ...this.#readings.map((read) => read())]);
    return `${parts.map((part) => part.trimEnd()).join('\n')}\n`;
  }
}
