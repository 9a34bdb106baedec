import type { SettledHandler } from '@safelight/core';
import type { WebhookConfig } from '../config/config.ts';
import { callFor } from './call.ts';
import { drained } from './drained.ts';

/** The name that tasks remember the handler by. */
export const handlerName = 'webhook';

/** How a call ended; a failed one is made again. */
type DeliveryOutcome = 'delivered' | 'failed';

/** What {@link Webhook} needs besides its configuration. */
export interface WebhookOptions {
  /** What the keys of derivatives begin with. */
  readonly outputPrefix: string;
  /** Told of each call. */
  readonly count: (outcome: DeliveryOutcome) => void;
}

/**
 * Tells a receiver of every settled task: give `handle` to `pipeline.onSettled`, which calls it again with backoff
 * until it resolves. So each end is told at least once; a replay that comes before that supersedes it.
 */
export class Webhook {
  readonly #config: WebhookConfig;
  readonly #options: WebhookOptions;
  readonly #closing = new AbortController();

  constructor(config: WebhookConfig, options: WebhookOptions) {
    this.#config = config;
    this.#options = options;
  }

  /** @throws {Error} where the receiver can't be reached, or answers with anything but a 2xx */
  readonly handle: SettledHandler = async (task, { signal }) => {
    const { url, secret } = this.#config;
    const { outputPrefix, count } = this.#options;
    const { headers, body } = callFor(task, { secret, outputPrefix, now: new Date() });
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        // A signed call is for the configured receiver, and for nobody that it names.
        redirect: 'manual',
        signal: AbortSignal.any([signal, this.#closing.signal]),
      });
      await drained(response);
      if (!response.ok) throw new Error(refusal(response));
      count('delivered');
    } catch (error) {
      count('failed');
      throw error;
    }
  };

  /** Ends the calls that are under way; they are made again by another process, or after the next start. */
  close(): void {
    this.#closing.abort(new Error('The process ends; the call is made again.'));
  }
}

/**
 * The handler where no receiver is configured: tasks that were accepted while there was one still wait for it by
 * name, and would wait for ever.
 */
export const noWebhook: SettledHandler = () => {};

function refusal({ status }: Response): string {
  const redirect =
    status >= 300 && status < 400 ? ' Redirects are not followed: set WEBHOOK_URL to where it leads.' : '';
  return `The webhook's receiver answered ${status}; it must answer 2xx.${redirect}`;
}
