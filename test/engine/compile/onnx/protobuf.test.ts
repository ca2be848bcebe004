import { describe, expect, it } from 'vitest';
import { Message } from '../../../../src/engine/compile/onnx/protobuf.ts';

const hex = (message: Message): string => Buffer.from(message.bytes()).toString('hex');

describe('The protocol buffer writer', () => {
  it("writes the examples of the format's own documentation", () => {
    expect(hex(new Message().integer(1, 150))).toBe('089601');
    expect(hex(new Message().string(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(new Message().message(3, new Message().integer(1, 150)))).toBe('1a03089601');
    expect(hex(new Message().packedIntegers(6, [3, 270, 86942]))).toBe('3206038e029ea705');
  });

  it('writes negative numbers in ten bytes, as two’s complement', () => {
    expect(hex(new Message().integer(1, -2))).toBe('08feffffffffffffffff01');
  });

  it('writes floats little-endian, and field numbers above 15 in two bytes', () => {
    expect(hex(new Message().float(2, 1))).toBe('150000803f');
    expect(hex(new Message().integer(20, 7))).toBe('a00107');
  });
});
