/** What one part that readiness depends on says. */
export interface Check {
  readonly ok: boolean;
  /** What it needed to answer, in milliseconds; absent where it was not asked, or did not answer. */
  readonly ms?: number;
  /** Of the relay: the age of the oldest fact that was not told yet, in milliseconds. */
  readonly behind?: number;
  /** What is wrong, for whoever looks; without hosts, which anyone may ask for. */
  readonly problem?: string;
}

/** Whether a process should be given work. */
export interface Readiness {
  readonly ready: boolean;
  /** True once shutdown has begun. */
  readonly draining: boolean;
  /** By the part's name. */
  readonly checks: Readonly<Record<string, Check>>;
}

/** Asks the parts, within a bounded time. Never rejects. */
export type Checks = () => Promise<Readonly<Record<string, Check>>>;

/** Ready: every part is well, and shutdown has not begun. */
export async function readinessOf(checks: Checks, drain: AbortSignal): Promise<Readiness> {
  const answers = await checks();
  const draining = drain.aborted;
  return { ready: !draining && Object.values(answers).every(({ ok }) => ok), draining, checks: answers };
}

/**
 * The same, asked once at a time, and its answer kept for a moment: anyone may ask, and must not burden the engines
 * by it.
 *
 * @param keepFor milliseconds; default 500
 */
export function keptForAMoment(checks: Checks, keepFor = 500, now: () => number = () => performance.now()): Checks {
  let last: { readonly answer: ReturnType<Checks>; until: number } | undefined;
  return () => {
    if (last === undefined || now() >= last.until) {
      const asked = { answer: checks(), until: Number.POSITIVE_INFINITY };
      void asked.answer.then(() => {
        asked.until = now() + keepFor;
      });
      last = asked;
    }
    return last.answer;
  };
}
