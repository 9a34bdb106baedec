import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { fromStorable, toStorable } from '../src/storable-json.ts';

/** What the driver sends and reads back. */
function throughBson(value: unknown): unknown {
  return BSON.deserialize(BSON.serialize({ value })).value;
}

function nested(levels: number): object {
  let value = {};
  for (let level = 0; level < levels; level++) value = { inner: value };
  return value;
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('storable JSON', () => {
  it('leaves ordinary JSON as it is, so that it can be queried', () => {
    const value = { productId: 42, tags: ['a', 'b'], price: 1.5, none: null, nested: { 'a-b c': true }, big: 2 ** 53 };
    expect(toStorable(value)).toEqual(value);
  });

  it.each([
    ['a dot', { 'a.b': 1 }],
    ['a dollar', { $set: { a: 1 } }],
    ['a reference', { $ref: 'x', $id: 1 }],
    ['an empty key', { '': 1 }],
    ['a NUL', { 'a\0b': 1 }],
    ['a driver type', { _bsontype: 'ObjectId', id: 'x' }],
    ['a prototype', JSON.parse('{"__proto__":{"x":1}}')],
    ['the carrier itself', { _json: '1' }],
    ['a lone surrogate as key', { '\ud800': 1 }],
    ['a lone surrogate as text', { text: 'a\udfffb' }],
    ['arrays in arrays', { a: [1, [2, [3, { 'x.y': [] }]]] }],
    ['more levels than a document may have', nested(150)],
  ])('brings back %s, inside a document that every server keeps', (_what, value) => {
    const storable = toStorable({ metadata: value, list: [value] });
    expect(depthOf(storable)).toBeLessThan(90);
    expect(fromStorable(throughBson(storable))).toStrictEqual({ metadata: value, list: [value] });
  });

  it('brings back any JSON through the driver', () => {
    // Any UTF-16 code unit, so that surrogates come alone and in pairs.
    const unit = fc
      .oneof(fc.nat(0xffff), fc.constantFrom(0, 46, 36, 0xd800, 0xdc00))
      .map((code) => String.fromCharCode(code));
    const text = fc.string({ unit });
    const key = fc.oneof(text, fc.constantFrom('_json', '_bsontype', '$ref', '$id', 'a.b', '', 'toString'));
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('json')),
        fc.dictionary(key, tie('json')),
      ),
    }));
    const asJson = json.map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(asJson, (value) => {
        expect(isDeepStrictEqual(fromStorable(throughBson(toStorable(value))), value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
