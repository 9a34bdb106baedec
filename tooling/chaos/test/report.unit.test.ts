import { expect, it } from 'vitest';
import type { Promised } from '../src/client/ledger.ts';
import { usualFleet } from '../src/fleet/settings.ts';
import { judge } from '../src/judge/judge.ts';
import { isGood, reportOf } from '../src/report/report.ts';
import { summary } from '../src/report/summary.ts';
import type { RunResult } from '../src/run/run.ts';
import type { StepResult } from '../src/run/step-result.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';
import { accepted, evidence, file, task, told } from './support/evidence.ts';

const one: Scenario = { name: 'one', shows: '', takes: 1_000, inject: async () => async () => [] };
const step: StepResult = {
  step: { scenario: one, turn: 1, until: 5_000 },
  startedAt: 0,
  healedAt: 400,
  delay: 0,
  endedAt: 1_000,
  late: [],
  problems: [],
};

function result(changed: Partial<RunResult> = {}): RunResult {
  const found = changed.evidence ?? evidence();
  return {
    servers: ['redis 7'],
    settings: usualFleet,
    bound: 25_000,
    steps: [step],
    faults: [{ at: 50, scenario: 'one', fault: 'SIGKILL', victim: 'worker-1' }],
    evidence: found,
    harms: judge(found),
    outcomes: { '202': 1 },
    unexpectedEnds: {},
    took: 2_000,
    ...changed,
  };
}

const options = { seed: 1, tasks: 0, rate: 1, scenarios: [], without: [], help: false };

it('prints a row for each scenario, the sum, how tasks ended and the bound', () => {
  expect(summary(result())).toBe(`\
scenario  turns  faults  tasks  lost  doubled  stuck  illegal  partial  orphans  worst  after
---------------------------------------------------------------------------------------------
one           1       1      1     0        0      0        0        0        0  0.8 s  0.5 s
---------------------------------------------------------------------------------------------
all           1       1      1     0        0      0        0        0        0  0.8 s  0.5 s

accepted 1 = completed 1
requests: 202 1
after a scenario's last fault all was settled within 0.5 s; the bound is 25.0 s
2.0 s in all, on redis 7
Every promise was kept.`);
});

it('puts harm down to the scenario in which its task was accepted, and tells what it is', () => {
  const other: Promised = { ...accepted, taskId: 'b', key: 'k-2', scenario: 'two' };
  const harmed = result({ evidence: evidence({ promises: [accepted, other], found: [file()] }) });
  expect(summary(harmed)).toMatch(/^two +0 +0 +1 +1 +0 +0 +0 +0 +0 /m);
  expect(summary(harmed)).toContain('lost: b was accepted, and the API knows no such task');
  expect(summary(harmed)).toMatch(/PROMISES WERE BROKEN\.$/);
});

it('is no good run where a scenario failed, or a task was late', () => {
  expect(isGood(result())).toBe(true);
  expect(isGood(result({ steps: [{ ...step, problems: ['it did not hold'] }] }))).toBe(false);
  const late = result({ steps: [{ ...step, late: ['a'] }] });
  expect(isGood(late)).toBe(false);
  expect(summary(late)).toContain("after a scenario's last fault 1 tasks were not settled within the bound, 25.0 s");
  expect(summary(late)).toContain('late: a was not settled within the bound after one, turn 1');
});

it('counts from when requests were not refused any more', () => {
  const starved = summary(result({ steps: [{ ...step, delay: 300 }] }));
  expect(starved).toMatch(/^one .* 0\.8 s +0\.2 s$/m);
  expect(starved).toContain('after 1 turns requests were still refused, up to 0.3 s');
});

it('reports the whole of what is known of a harmed task', () => {
  const open = task({ settled: false });
  const report = reportOf(options, result({ evidence: evidence({ tasks: [open] }) }));
  expect(report).toMatchObject({
    good: false,
    seed: 1,
    ended: { completed: 1 },
    harms: [{ kind: 'stuck', taskId: 'a' }],
    histories: [{ task: open, promises: [accepted], told: [told()] }],
    faults: [{ at: 50, victim: 'worker-1' }],
    schedule: [{ scenario: 'one', turn: 1, healedAt: 400 }],
  });
});
