/** Takes a protocol buffer message apart into its fields. Format: https://protobuf.dev/programming-guides/encoding/ */

export interface Field {
  field: number;
  /** The whole field as it lies in the message, to be passed on. */
  bytes: Uint8Array;
  /** What a field of bytes, text or a message holds; empty for numbers. */
  content: Uint8Array;
}

const NOTHING: Uint8Array = new Uint8Array();
const text = new TextDecoder();

/** Views into the message, in its order. @throws RangeError when it is none. */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): number => {
    // Up to 2^53 in floating point: lengths and tags are smaller, and of numbers only the length matters here.
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = message[at++];
      if (byte === undefined || place > 2 ** 63) throw new RangeError('The message ends in a number.');
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const start = at;
    const tag = readVarint();
    const wireType = tag % 8;
    let content: Uint8Array = NOTHING;
    if (wireType === 0) readVarint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = readVarint();
      content = message.subarray(at, at + length);
      at += length;
    } else throw new RangeError(`There is no field of kind ${wireType}.`);
    if (at > message.length) throw new RangeError('The message ends in a field.');
    fields.push({ field: Math.floor(tag / 8), bytes: message.subarray(start, at), content });
  }
  return fields;
}

export function readText(content: Uint8Array = NOTHING): string {
  return text.decode(content);
}
