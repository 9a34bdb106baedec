import { describe, expect, it } from 'vitest';
import { pipe, terminal } from './support/recorded-screen.ts';

describe('screen', () => {
  it('is plain lines in a pipe: no foot, no colour, no end of the line', () => {
    const { screen, stream } = pipe();
    screen.foot('50%');
    screen.line(screen.paint('red', 'one'));
    screen.foot('');
    expect(stream.written).toBe('one\n');
    expect(screen.columns).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps the foot below all lines of a terminal, until it is taken away', () => {
    const { screen, stream } = terminal();
    screen.line('zero');
    screen.foot('10%');
    screen.line('one');
    screen.foot('20%');
    expect(stream.shown).toEqual(['zero', 'one', '20%']);
    screen.foot('');
    screen.line('two');
    expect(stream.shown).toEqual(['zero', 'one', 'two', '']);
  });

  it('does not draw the same foot twice', () => {
    const { screen, stream } = terminal();
    screen.foot('10%');
    const { written } = stream;
    screen.foot('10%');
    expect(stream.written).toBe(written);
  });

  it('paints where the terminal has colours and they are wanted', () => {
    expect(terminal({ hasColours: true }).screen.paint('red', 'x')).toBe('\x1b[31mx\x1b[0m');
    expect(terminal({ hasColours: false }).screen.paint('red', 'x')).toBe('x');
  });

  it('has no foot on a terminal that knows no cursor', () => {
    const { screen, stream } = terminal({ TERM: 'dumb' });
    screen.foot('10%');
    screen.line('one');
    expect(stream.written).toBe('one\n');
  });
});
