import type { ServedPage } from '../processes/served-page.ts';
import { StartError } from '../processes/start-error.ts';
import type { Screen } from './screen.ts';
import { UsageError } from './usage-error.ts';

/**
 * Serves the page until the signal aborts; closing is the service's.
 *
 * @throws {UsageError} where the port can't be had
 */
export async function servePage(page: ServedPage, screen: Screen, signal: AbortSignal): Promise<void> {
  const url = await page.start().catch((error: unknown) => {
    if (!(error instanceof StartError)) throw error;
    throw new UsageError(`${error.message} Name another by --port N.`, { cause: error });
  });
  screen.line('');
  screen.line(`Page: ${url}/`);
  screen.line('Ctrl-C ends it.');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  screen.line('Stopping: what is in hand is finished. Ctrl-C again ends at once.');
}
