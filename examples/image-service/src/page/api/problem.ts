/** Why a request did not succeed, in words for whoever reads the page. */
export interface Problem {
  /** HTTP's status; 0 where the service was not reached. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Each single problem of what was sent. */
  readonly problems: readonly string[];
}

/** What a failed request throws. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Milliseconds to wait before another try, where the service said so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, options: { readonly retryAfter?: number | undefined; readonly cause?: unknown } = {}) {
    super(problem.detail, { cause: options.cause });
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfter = options.retryAfter;
  }
}

/** The service was not reached, or the connection broke. */
export const unreachable: Problem = {
  status: 0,
  code: 'UNREACHABLE',
  title: 'The service can’t be reached',
  detail: 'The service can’t be reached. Try again in a moment.',
  problems: [],
};

/** True where the same request may succeed later: the network, or a service that is busy or starting. */
export function mayPass(error: ProblemError): boolean {
  return [0, 429, 502, 503, 504].includes(error.problem.status);
}

/** The problem that an answer's body tells (RFC 9457), or one made of its status where it is none. */
function problemOf(status: number, body: string): Problem {
  const told = parse(body);
  const text = (key: string): string | undefined => {
    const value = told[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const title = text('title') ?? `The service answered ${status}`;
  const problems = Array.isArray(told.problems) ? told.problems.filter((one) => typeof one === 'string') : [];
  return { status, code: text('code') ?? `HTTP_${status}`, title, detail: text('detail') ?? `${title}.`, problems };
}

/** The error of an answer, with what it says of another try. */
export function problemError(status: number, body: string, retryAfter: string | null): ProblemError {
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ProblemError(problemOf(status, body), {
    retryAfter: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
  });
}

/** The problem of whatever was thrown; what is not a failed request is a fault of this page. */
export function problemIn(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // A proxy's page, or nothing: the status alone must do.
    return {};
  }
}
