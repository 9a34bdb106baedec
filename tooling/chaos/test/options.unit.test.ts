import { expect, it } from 'vitest';
import { parseOptions, UsageError, usage } from '../src/options.ts';

const parse = (...argv: readonly string[]) => parseOptions(argv, ['one', 'two'], () => 99);

it('has a default for everything', () => {
  expect(parse()).toEqual({ seed: 99, tasks: 0, rate: 250 / 60, scenarios: [], without: [], help: false });
});

it('submits at a rate that gives the tasks in the minutes', () => {
  expect(parse('--minutes', '10', '--seed', '1')).toMatchObject({ seed: 1, minutes: 10, tasks: 2_500, rate: 250 / 60 });
  expect(parse('--minutes', '0.5', '--tasks', '300')).toMatchObject({ minutes: 0.5, tasks: 300, rate: 10 });
  expect(parse('--tasks', '300')).toMatchObject({ tasks: 300, rate: 250 / 60 });
});

it('takes scenarios and what to take out by their names', () => {
  const { scenarios, without, report } = parse(
    '--scenario',
    'two',
    '--scenario',
    'one',
    '--without',
    'fencing',
    '--report',
    'a.json',
  );
  expect({ scenarios, without, report }).toEqual({ scenarios: ['two', 'one'], without: ['fencing'], report: 'a.json' });
});

it('tells of every problem at once', () => {
  const argv = [
    '--minutes',
    'x',
    '--seed',
    '-1',
    '--tasks',
    '0',
    '--scenario',
    'three',
    '--without',
    'luck',
    '--report',
    '',
  ];
  expect(() => parse(...argv.slice(0, 2), '--seed=-1', ...argv.slice(4))).toThrow(
    new UsageError(
      [
        "--minutes takes a number from 0.1 to 1440, not 'x'.",
        "--seed takes a whole number from 0 to 4294967295, not '-1'.",
        "--tasks takes a whole number from 1 to 1000000, not '0'.",
        "--scenario takes one of one, two, not 'three'.",
        "--without takes one of reconciler, fencing, not 'luck'.",
        '--report needs the name of a file.',
      ].join('\n'),
    ),
  );
  expect(() => parse('--minuets', '1')).toThrow(UsageError);
});

it('names the scenarios, and what each shows, in its help', () => {
  expect(usage([{ name: 'worker-killed', shows: 'Another one does it.' }])).toContain(
    'worker-killed  Another one does it.',
  );
});
