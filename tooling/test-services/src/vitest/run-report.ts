import 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** The servers that a test ran on, one summary line each. */
    safelightServers?: readonly string[];
    /** Why a suite did not run, and what would change that; on the one test that stands for it. */
    safelightNotRun?: string;
  }
}

/** What one test has to say about its servers. */
export interface ServersOfTest {
  /** The suite's name, with its file's and its parents'. */
  readonly suite: string;
  readonly servers?: readonly string[] | undefined;
  readonly notRun?: string | undefined;
}

/** The end of a run's output: the servers it used, and the suites that did not run for want of one or of a browser. */
export function formatReport(tests: readonly ServersOfTest[]): string {
  const uses = new Map<string, number>();
  for (const line of tests.flatMap(({ servers = [] }) => servers)) uses.set(line, (uses.get(line) ?? 0) + 1);
  const used = [...uses].sort().map(([line, count]) => `   ${line}: ${counted(count, 'test')}`);

  const suites = new Map<string, string[]>();
  for (const { suite, notRun } of tests) if (notRun) suites.set(notRun, [...(suites.get(notRun) ?? []), suite]);
  const missing = [...suites].flatMap(([reason, names]) => [
    ` !! ${counted(names.length, 'suite')} NOT RUN, for want of a server or a browser:`,
    ...names.map((name) => `      ${name}`),
    ...reason.split('\n').map((line) => `    ${line}`),
  ]);
  return [...(used.length > 0 ? [' Servers of this run', ...used] : []), ...missing].join('\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
