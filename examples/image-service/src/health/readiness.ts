/** What one part that readiness depends on says. */
export interface CheckResult {
  readonly ok: boolean;
  /** What it needed to answer, in milliseconds; absent where it was not asked, or did not answer. */
  readonly ms?: number;
  /** Of the relay: the age of the oldest fact that was not told yet, in milliseconds. */
  readonly behind?: number;
  /** What is wrong, for whoever looks; without hosts, which anyone may ask for. */
  readonly problem?: string;
}

/** How long an engine may take to answer, in milliseconds: well below what balancers and Compose wait. */
export const answerWithin = 2_000;

/** What is said of an engine that did not. Which failure it is, the adapter logs: it goes on trying. */
export const unanswered: CheckResult = {
  ok: false,
  problem: 'It did not answer, or not in time; the log says more.',
};

/** Whether a process should be given work. */
export interface Readiness {
  readonly ready: boolean;
  /** True once shutdown has begun. */
  readonly draining: boolean;
  /** By the part's name. */
  readonly checks: Readonly<Record<string, CheckResult>>;
}

/** Asks the parts, within a bounded time. Never rejects. */
export type Checks = () => Promise<Readonly<Record<string, CheckResult>>>;

/** Ready: every part is well, and shutdown has not begun. */
export async function readinessOf(checks: Checks, drain: AbortSignal): Promise<Readiness> {
  const answers = await checks();
  const draining = drain.aborted;
  return { ready: !draining && Object.values(answers).every(({ ok }) => ok), draining, checks: answers };
}
