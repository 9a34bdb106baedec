import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Run {
  readonly code: unknown;
  readonly output: string;
  readonly report: {
    readonly good: boolean;
    readonly total: {
      readonly tasks: number;
      readonly faults: number;
      readonly harms: Readonly<Record<string, number>>;
    };
    readonly schedule: readonly { readonly scenario: string }[];
    readonly histories: readonly unknown[];
  };
  /** What the run left in the folder for temporary files. */
  readonly left: readonly string[];
}

/** Runs the rig as npm does, with a folder of its own for temporary files. */
async function chaos(scenarios: readonly string[], ...more: readonly string[]): Promise<Run> {
  const args = ['--seed', '1', ...scenarios.flatMap((name) => ['--scenario', name]), ...more];
  const folder = await mkdtemp(path.join(tmpdir(), 'chaos-test-'));
  try {
    const file = path.join(folder, 'report.json');
    const temporary = await mkdtemp(path.join(folder, 'tmp-'));
    const child = spawn(process.execPath, [main, ...args, '--report', file], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
    });
    const [code] = await once(child, 'close');
    if (!existsSync(file)) throw new Error(`The rig ended with ${code} and no report. Was it built?\n${output}`);
    return { code, output, report: JSON.parse(readFileSync(file, 'utf8')), left: await readdir(temporary) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const whole = ['worker-killed-unacknowledged', 'relay-killed-unpublished', 'redis-emptied', 'mongo-restarted'];

// It starts servers of its own; this only tells whether they can be had, and names them in the report of the tests.
describeWithServers('npm run chaos', () => {
  it('kills, empties and restarts, and every promise is kept', async () => {
    const { code, output, report, left } = await chaos(whole);
    expect(code, output).toBe(0);
    expect(output).toContain('Every promise was kept.');
    expect(report.good).toBe(true);
    expect(report.schedule.map(({ scenario }) => scenario).sort()).toEqual([...whole].sort());
    expect(report.total.faults).toBeGreaterThanOrEqual(whole.length);
    expect(report.total.tasks).toBeGreaterThan(40);
    expect(report.total.harms).toEqual({ lost: 0, doubled: 0, stuck: 0, illegal: 0, partial: 0, orphan: 0 });
    expect(left).toEqual([]);
  });

  it('sees what is lost where nobody reconciles, and keeps what there is to look at', async () => {
    const { code, output, report, left } = await chaos(['api-killed'], '--without', 'reconciler');
    expect(code, output).toBe(1);
    expect(output).toContain('PROMISES WERE BROKEN.');
    expect(report.total.harms.stuck).toBeGreaterThan(0);
    expect(report.histories).toHaveLength(report.total.harms.stuck ?? 0);
    expect(left).toHaveLength(1);
  });
});
