import { messageOf } from '@safelight/core';

/** What became of one request. */
export type Outcome =
  /** An answer, whatever its status. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** Nobody listens there. */
  | { readonly kind: 'refused' }
  /** The connection ended, or the time was up, before the answer was whole: nobody knows what happened. */
  | { readonly kind: 'cut'; readonly why: string };

/** How long an answer may take, in milliseconds: longer than the service's own limits on its engines. */
const patience = 15_000;

/** One request. Never throws. */
export async function call(url: string, init: RequestInit = {}): Promise<Outcome> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) });
    const text = await response.text();
    return { kind: 'answer', status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch (error) {
    if (isRefused(error)) return { kind: 'refused' };
    return { kind: 'cut', why: causeOf(error) };
  }
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
}
