import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../src/shared/wire/codec.ts';

const roundTrip = (value: unknown) => decode(encode(value));

describe('the codec', () => {
  test('gives back plain data as it was', () => {
    const value = { name: 'Zoë 図 🜁', nested: [1, -2.5, null, true, { empty: {} }], none: null };
    expect(roundTrip(value)).toEqual(value);
  });

  test('gives back typed arrays anywhere in the value, with type and contents', () => {
    const value = {
      codes: new Float32Array([1.5, -0, Infinity, NaN]),
      list: [new Uint8Array([1, 2, 3]), { deep: new Int32Array([-(2 ** 31), 2 ** 31 - 1]) }],
      empty: new Float32Array(0),
    };
    expect(roundTrip(value)).toEqual(value);
  });

  test('sends only the part of a buffer that a view shows', () => {
    const buffer = new Float32Array([0, 1, 2, 3, 4]);
    expect(roundTrip(buffer.subarray(1, 3))).toEqual(new Float32Array([1, 2]));
  });

  test('takes no more room than the arrays and a short header', () => {
    expect(encode({ values: new Float32Array(1000) }).byteLength).toBeLessThan(4000 + 150);
  });

  test.each([NaN, Infinity, -Infinity])('keeps the number %d', (value) => {
    expect(roundTrip({ value })).toEqual({ value });
  });

  test.each([
    { $segment: 0 },
    { $number: 'NaN' },
    { $plain: { $segment: 3 } },
    { deep: [{ $plain: 1, other: NaN }] },
    JSON.parse('{ "__proto__": { "polluted": true } }') as object,
  ])('gives back data that looks like its own marks: %j', (value) => {
    expect(roundTrip(value)).toEqual(value);
    expect(roundTrip({ beside: new Uint8Array(1), value })).toEqual({ beside: new Uint8Array(1), value });
  });

  test.each([
    ['a map', new Map(), 'Map'],
    ['a date', new Date(), 'Date'],
    ['an error', new Error('no'), 'Error'],
    ['a function', () => 1, 'function'],
    ['a bigint', 1n, 'bigint'],
    ['an array of doubles', new Float64Array(1), 'Float64Array'],
  ])('refuses %s and says where it is', (_, value, kind) => {
    expect(() => encode({ options: [1, value] })).toThrow(`of type ${kind} at .options[1]`);
  });

  test('reads a message that lies at any offset of a larger buffer', () => {
    const message = encode({ values: new Float32Array([1, 2, 3]) });
    for (const offset of [1, 4, 8]) {
      const larger = new Uint8Array(message.byteLength + offset);
      larger.set(message, offset);
      expect(decode(larger.subarray(offset))).toEqual({ values: new Float32Array([1, 2, 3]) });
    }
  });

  test('refuses a message that was cut off', () => {
    const message = encode({ values: new Float32Array(100) });
    expect(() => decode(message.slice(0, message.byteLength - 1))).toThrow(RangeError);
    expect(() => decode(message.slice(0, 20))).toThrow(RangeError);
  });
});
