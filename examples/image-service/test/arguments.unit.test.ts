import { describe, expect, it } from 'vitest';
import { parseArguments, usage } from '../src/demo/arguments.ts';
import { UsageError } from '../src/demo/usage-error.ts';

describe('parseArguments', () => {
  it('takes no image for the samples, and output as the folder', () => {
    expect(parseArguments([])).toEqual({
      images: [],
      output: 'output',
      engines: 'embedded',
      serve: false,
      port: 0,
      help: false,
    });
  });

  it('takes images and options in any order, as they were typed', () => {
    expect(
      parseArguments(['../a.jpg', '--output=made', 'b c.png', '--engines', 'redis-mongo', '--', '--help']),
    ).toEqual({
      images: ['../a.jpg', 'b c.png', '--help'],
      output: 'made',
      engines: 'redis-mongo',
      serve: false,
      port: 0,
      help: false,
    });
  });

  it.each([['--frob'], ['-x'], ['--output'], ['--help=yes'], ['--engines']])(
    'refuses %j %s in one sentence that names the known options',
    (...argv) => {
      expect(() => parseArguments(argv)).toThrow(UsageError);
      expect(() => parseArguments(argv)).toThrow(
        /^[^.]+\. The options are --output DIR, --engines NAME, --serve, --port N and --help;.*[^.]+\.$/,
      );
    },
  );

  it('refuses an empty path and an empty folder: both would mean the working directory', () => {
    expect(() => parseArguments([''])).toThrow('An image path is empty');
    expect(() => parseArguments(['--output='])).toThrow('--output needs the name of a folder');
  });

  it('takes a port for what it serves', () => {
    expect(parseArguments(['--serve'])).toMatchObject({ serve: true, port: 0 });
    expect(parseArguments(['--serve', '--port', '3000'])).toMatchObject({ serve: true, port: 3000 });
    expect(() => parseArguments(['--port', '3000'])).toThrow('--port is the port of --serve: give both.');
  });

  it.each(['65536', 'x', '-1', ''])('refuses the port %j', (port) => {
    expect(() => parseArguments(['--serve', `--port=${port}`])).toThrow(
      `--port takes a number from 0 to 65535, not '${port}'.`,
    );
  });

  it('refuses engines that it does not know, and names those that it does', () => {
    expect(() => parseArguments(['--engines', 'kafka'])).toThrow(
      "--engines takes embedded or redis-mongo, not 'kafka'.",
    );
  });

  it('tells every option in the usage', () => {
    expect(usage).toContain('--output DIR');
    expect(usage).toContain('--engines NAME');
    expect(usage).toContain('--serve');
    expect(usage).toContain('--port N');
    expect(usage).toContain('--help');
  });
});
