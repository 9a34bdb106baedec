import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Behaviour,
  ConcurrencyConflictError,
  defineCommand,
  logging,
  Mediator,
  retryOnConflict,
  timing,
  tracing,
} from '../../src/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import { readableLog } from './a-service.ts';

const Add = defineCommand<{ a: number; b: number }, number>('Add');

describe('the mediator', () => {
  it('gives the command’s own type of result', async () => {
    const mediator = new Mediator().handle(Add, async ({ a, b }) => a + b);
    const sum = mediator.send(Add({ a: 1, b: 2 }));
    expectTypeOf(sum).toEqualTypeOf<Promise<number>>();
    expect(await sum).toBe(3);
  });

  it('has one handler for a command, of its own', async () => {
    const mediator = new Mediator().handle(Add, async () => 1);
    expect(() => mediator.handle(Add, async () => 2)).toThrow(/Add has a handler already/);
    await expect(new Mediator().send(Add({ a: 1, b: 1 }))).rejects.toThrow(/No handler for Add/);
  });

  it('goes through the behaviours in order', async () => {
    const trace: string[] = [];
    const named =
      (name: string): Behaviour =>
      async (command, next) => {
        trace.push(`${name} before ${command.name}`);
        const result = await next();
        trace.push(`${name} after`);
        return result;
      };
    const mediator = new Mediator([named('outer'), named('inner')]).handle(Add, async () => {
      trace.push('handler');
      return 0;
    });
    await mediator.send(Add({ a: 1, b: 2 }));
    expect(trace).toEqual(['outer before Add', 'inner before Add', 'handler', 'inner after', 'outer after']);
  });
});

describe('behaviours', () => {
  it('retry a conflict until it is over, and no other error', async () => {
    const clock = new VirtualClock();
    let tries = 0;
    const mediator = new Mediator([retryOnConflict(clock.runtime)]).handle(Add, async ({ a }) => {
      if (++tries < a) throw new ConcurrencyConflictError('t', 1);
      if (a === 0) throw new Error('other');
      return tries;
    });
    const sum = mediator.send(Add({ a: 4, b: 0 }));
    await clock.advance(10_000);
    expect(await sum).toBe(4);
    await expect(mediator.send(Add({ a: 0, b: 0 }))).rejects.toThrow('other');
    expect(tries).toBe(5);
  });

  it('give up a conflict that does not end', async () => {
    const clock = new VirtualClock();
    let tries = 0;
    const mediator = new Mediator([retryOnConflict(clock.runtime, 3)]).handle(Add, async () => {
      tries++;
      throw new ConcurrencyConflictError('t', 1);
    });
    const sum = mediator.send(Add({ a: 1, b: 1 }));
    const rejected = expect(sum).rejects.toMatchObject({ code: 'CONCURRENCY_CONFLICT' });
    await clock.advance(10_000);
    await rejected;
    expect(tries).toBe(3);
  });

  it('log, trace and time each command, failed ones too', async () => {
    const clock = new VirtualClock();
    const log = readableLog();
    const times: [string, number][] = [];
    const spans: string[] = [];
    const span = <T>(name: string, attributes: object, work: () => Promise<T>): Promise<T> => {
      spans.push(`${name} ${JSON.stringify(attributes)}`);
      return work();
    };
    const behaviours = [logging(log), tracing({ span }), timing(clock.runtime, (name, ms) => times.push([name, ms]))];
    const mediator = new Mediator(behaviours).handle(Add, async () => {
      await clock.runtime.sleep(250);
      throw new Error('no');
    });
    const rejected = expect(mediator.send(Add({ a: 1, b: 1 }))).rejects.toThrow('no');
    await clock.advance(1_000);
    await rejected;
    expect(times).toEqual([['Add', 250]]);
    expect(spans).toEqual(['command {"command":"Add"}']);
    expect(log.lines.map(({ level, fields }) => [level, fields.command])).toEqual([
      ['debug', 'Add'],
      ['warn', 'Add'],
    ]);
  });
});
