import { isInvalidInputError, type Task } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { isMongoRepositoryError } from '../src/index.ts';
import { documentLayout, fromDocument, toDocument, uniqueKeyOf } from '../src/task-document.ts';
import { aTask, completed } from './support/tasks.ts';

describe('the document of a task', () => {
  it('has the fields of the task as they are, and the store’s own', () => {
    const task = completed(aTask({ idempotencyKey: 'order-7', metadata: { productId: 42 } }));
    const image = task.images['1024'];
    expect(toDocument(task)).toEqual({
      ...task,
      _id: task.id,
      _layout: 1,
      _uniqueKey: 'key:"order-7"',
      _imagePaths: [image?.path],
    });
  });

  it('reads back as the task, without what is the store’s own', () => {
    const task: Task = completed(aTask({ metadata: { 'a.b': { $c: [[1]] } } }));
    expect(fromDocument(toDocument(task))).toStrictEqual(task);
  });

  it('names an image path once, however many presets share the file', () => {
    const task = completed(aTask());
    const [image] = Object.values(task.images);
    const shared: Task = { ...task, images: { ...task.images, other: image } };
    expect(toDocument(shared)._imagePaths).toEqual([image?.path]);
  });

  it('keeps keys and ids apart, and keys that UTF-8 would make one', () => {
    const keys = [
      uniqueKeyOf({ id: 'a' }),
      uniqueKeyOf({ id: 'b', idempotencyKey: 'a' }),
      uniqueKeyOf({ id: 'b', idempotencyKey: 'id:a' }),
      uniqueKeyOf({ id: 'b', idempotencyKey: '\ud800' }),
      uniqueKeyOf({ id: 'b', idempotencyKey: '\ud801' }),
    ].map((key) => Buffer.from(key).toString());
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is left alone where a newer release made its layout', () => {
    const document = { ...toDocument(aTask()), _layout: documentLayout + 1 };
    expect(() => fromDocument(document)).toThrow(/layout 2.*Upgrade/);
    expect(isMongoRepositoryError(thrownBy(() => fromDocument(document)))).toBe(true);
  });

  it('that is damaged says what is wrong with it', () => {
    const document = toDocument(aTask());
    const broken = thrownBy(() => fromDocument({ ...document, metadata: { _json: '{' } }));
    expect(isInvalidInputError(broken)).toBe(true);
    expect(String(broken)).toMatch(/document of task .* _json/);
    expect(isInvalidInputError(thrownBy(() => fromDocument({ ...document, status: 'gone' })))).toBe(true);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
