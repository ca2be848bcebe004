/**
 * Writes the protocol buffer wire format, as far as ONNX needs it. The only package for the job, `onnx-proto`, stopped
 * in 2022 and brings a whole protobuf runtime; the part of the format in use is these four kinds of field.
 * Format: https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

const text = new TextEncoder();

/** A message under construction: fields are appended in order; `bytes` joins them once at the end. */
export class Message {
  #parts: Uint8Array[] = [];
  #length = 0;

  #append(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #appendVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#append(Uint8Array.from(bytes));
  }

  #appendTag(field: number, wireType: number): void {
    this.#appendVarint(BigInt((field << 3) | wireType));
  }

  /** int32, int64 or an enumeration; negative numbers in two's complement. */
  integer(field: number, value: number | bigint): this {
    this.#appendTag(field, VARINT);
    this.#appendVarint(BigInt(value));
    return this;
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#appendTag(field, FIXED32);
    this.#append(bytes);
    return this;
  }

  /** Bytes are kept by reference until `bytes()` is called. */
  raw(field: number, value: Uint8Array): this {
    this.#appendTag(field, BYTES);
    this.#appendVarint(BigInt(value.length));
    this.#append(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.raw(field, text.encode(value));
  }

  message(field: number, value: Message): this {
    this.#appendTag(field, BYTES);
    this.#appendVarint(BigInt(value.#length));
    for (const part of value.#parts) this.#append(part);
    return this;
  }

  /** A repeated number in packed form. */
  packedIntegers(field: number, values: Iterable<number | bigint>): this {
    const packed = new Message();
    for (const value of values) packed.#appendVarint(BigInt(value));
    return this.message(field, packed);
  }

  bytes(): Uint8Array {
    const joined = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      joined.set(part, offset);
      offset += part.length;
    }
    return joined;
  }
}
