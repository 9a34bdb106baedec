// `npm run chaos`: see the README, or --help.
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '@safelight/core';
import { isServerUnavailableError } from '@safelight-tooling/test-services';
import { type Options, parseOptions, UsageError, usage } from './options.ts';
import { progressOn } from './report/progress.ts';
import { isGood, reportOf } from './report/report.ts';
import { summary } from './report/summary.ts';
import { run } from './run/run.ts';
import { scenarios as all } from './scenarios/index.ts';

/** After Ctrl-C, as shells have it. */
const interruptedCode = 130;
const names = all.map(({ name }) => name);

const exitCode = await main(process.argv.slice(2));
// All has ended in order, but for the scenario that was left in the middle: it still waits for this and that.
if (exitCode === interruptedCode) process.exit(exitCode);
process.exitCode = exitCode;

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv, names, () => randomInt(2 ** 32 - 1));
    if (!options.help) return await chaos(options);
    console.log(usage(all));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !isServerUnavailableError(error)) throw error;
    console.error(messageOf(error));
    return 2;
  }
}

async function chaos(options: Options): Promise<number> {
  const scenarios = all.filter(({ name }) => options.scenarios.length === 0 || options.scenarios.includes(name));
  // npm is run in the root, whatever folder it was called from.
  const report = options.report && path.resolve(process.env.INIT_CWD ?? '.', options.report);
  const folder = await mkdtemp(path.join(tmpdir(), 'safelight-chaos-'));
  const interrupted = interruption();
  console.log(`Seed ${options.seed}, ${scenarios.length} scenarios. Working in ${folder}`);
  let isKept = true;
  try {
    const progress = progressOn(process.stdout);
    const result = await run({ options, scenarios, folder, progress, signal: interrupted });
    const text = `${JSON.stringify(reportOf(options, result), undefined, 2)}\n`;
    await writeFile(path.join(folder, 'report.json'), text);
    if (report !== undefined) await writeFile(report, text);
    console.log(`\n${summary(result)}`);
    isKept = !isGood(result);
    return isKept ? 1 : 0;
  } catch (error) {
    if (!interrupted.aborted) throw error;
    isKept = false;
    return interruptedCode;
  } finally {
    if (isKept) console.log(`Logs, ledger and histories: ${folder}. The same schedule again: --seed ${options.seed}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

/** Aborts with the first signal; a second one ends this process at once, and the watchdog what it has started. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not by `once`: a library that listens too would find itself alone, and end the process.
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(signal);
    });
  }
  return controller.signal;
}
