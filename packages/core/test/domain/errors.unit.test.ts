import { describe, expect, it } from 'vitest';
import * as core from '../../src/index.ts';

describe('errors', () => {
  it('are told apart by guards, also those of another copy of the package', () => {
    const foreignCopy = Object.assign(new Error('gone'), { isSafelightError: true, code: 'TASK_NOT_FOUND' });
    expect(core.isTaskNotFoundError(foreignCopy)).toBe(true);
    expect(core.isTaskNotFoundError(new core.TaskNotFoundError('a'))).toBe(true);
    expect(core.isTaskNotFoundError(new core.AbortedError('why'))).toBe(false);
    expect(core.isTaskNotFoundError(Object.assign(new Error(), { code: 'TASK_NOT_FOUND' }))).toBe(false);
    expect(core.isSafelightError(null)).toBe(false);
  });

  it('know a permanent one by its kind, whatever its code', () => {
    expect(core.isPermanentProcessingError(new core.PermanentProcessingError('TOO_UGLY', 'no'))).toBe(true);
    expect(core.isPermanentProcessingError(new core.SafelightError('CORRUPT_IMAGE', 'no'))).toBe(false);
  });

  it('keep their cause', () => {
    const cause = new Error('ECONNREFUSED');
    expect(new core.UnavailableError('queue', 'down', { cause }).cause).toBe(cause);
  });
});

describe('toProblem', () => {
  it.each<[unknown, number, string]>([
    [new core.InvalidInputError('The body', ['path: is missing']), 400, 'INVALID_INPUT'],
    [new core.TaskNotFoundError('a'), 404, 'TASK_NOT_FOUND'],
    [new core.IdempotencyConflictError('k', 'a'), 422, 'IDEMPOTENCY_CONFLICT'],
    [new core.InvalidTransitionError('a', 'be cancelled'), 409, 'INVALID_TRANSITION'],
    [new core.UnavailableError('queue', 'down'), 503, 'UNAVAILABLE'],
    [new core.PermanentProcessingError('IMAGE_TOO_LARGE', 'too large'), 413, 'IMAGE_TOO_LARGE'],
  ])('maps %s to %i', (error, status, code) => {
    expect(core.toProblem(error)).toMatchObject({ status, code, detail: (error as Error).message });
  });

  it('lists the problems of an input', () => {
    expect(core.toProblem(new core.InvalidInputError('The body', ['a: is missing', 'b: too long'])).problems).toEqual([
      'a: is missing',
      'b: too long',
    ]);
  });

  it('shows nothing of an error that is not ours', () => {
    const problem = core.toProblem(new Error('password=hunter2'));
    expect(problem).toEqual({ type: 'about:blank', title: 'Internal error', status: 500, code: 'INTERNAL' });
  });
});
