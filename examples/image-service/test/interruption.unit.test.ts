import { describe, expect, it } from 'vitest';
import { Interruption, type InterruptionCause } from '../src/processes/interruption.ts';

function interrupted() {
  const clock = { now: 1_000 };
  const ends: InterruptionCause[] = [];
  const interruption = new Interruption(
    (cause) => ends.push(cause),
    () => clock.now,
  );
  return { clock, ends, interruption };
}

describe('Interruption', () => {
  it('asks for an end in order first', () => {
    const { interruption, ends } = interrupted();
    expect(interruption.exitCode).toBeUndefined();
    interruption.hear('SIGINT');
    expect(interruption.signal.aborted).toBe(true);
    expect(interruption.exitCode).toBe(130);
    expect(ends).toEqual([]);
  });

  it('takes what npm passes on for the same press of the key', () => {
    const { interruption, ends, clock } = interrupted();
    interruption.hear('SIGINT');
    clock.now += 250;
    interruption.hear('SIGINT');
    expect(ends).toEqual([]);
  });

  it('ends at once by the second, whichever it is', () => {
    const { interruption, ends, clock } = interrupted();
    interruption.hear('SIGINT');
    clock.now += 251;
    interruption.hear('SIGTERM');
    expect(ends).toEqual(['SIGTERM']);
    expect(interruption.exitCode).toBe(130);
  });

  it('ends in order where nobody reads, however often a line fails', () => {
    const { interruption, ends, clock } = interrupted();
    interruption.hear('SIGPIPE');
    clock.now += 1_000;
    interruption.hear('SIGPIPE');
    expect(interruption.exitCode).toBe(141);
    expect(ends).toEqual([]);
  });
});
