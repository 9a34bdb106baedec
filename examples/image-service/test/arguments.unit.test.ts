import { describe, expect, it } from 'vitest';
import { parseArguments, usage } from '../src/demo/arguments.ts';
import { UsageError } from '../src/demo/usage-error.ts';

describe('parseArguments', () => {
  it('takes no image for the samples, and output as the folder', () => {
    expect(parseArguments([])).toEqual({ images: [], output: 'output', engines: 'embedded', help: false });
  });

  it('takes images and options in any order, as they were typed', () => {
    expect(
      parseArguments(['../a.jpg', '--output=made', 'b c.png', '--engines', 'redis-mongo', '--', '--help']),
    ).toEqual({
      images: ['../a.jpg', 'b c.png', '--help'],
      output: 'made',
      engines: 'redis-mongo',
      help: false,
    });
  });

  it.each([['--frob'], ['-x'], ['--output'], ['--help=yes'], ['--engines']])(
    'refuses %j %s in one sentence that names the known options',
    (...argv) => {
      expect(() => parseArguments(argv)).toThrow(UsageError);
      expect(() => parseArguments(argv)).toThrow(
        /^[^.]+\. The options are --output DIR, --engines NAME and --help;.*[^.]+\.$/,
      );
    },
  );

  it('refuses an empty path and an empty folder: both would mean the working directory', () => {
    expect(() => parseArguments([''])).toThrow('An image path is empty');
    expect(() => parseArguments(['--output='])).toThrow('--output needs the name of a folder');
  });

  it('refuses engines that it does not know, and names those that it does', () => {
    expect(() => parseArguments(['--engines', 'kafka'])).toThrow(
      "--engines takes embedded or redis-mongo, not 'kafka'.",
    );
  });

  it('tells every option in the usage', () => {
    expect(usage).toContain('--output DIR');
    expect(usage).toContain('--engines NAME');
    expect(usage).toContain('--help');
  });
});
