/**
 * Values as bytes: one JSON header and, behind it, the raw contents of the typed arrays in the value, so that latents and
 * pictures cross a process border or a WebSocket without being turned into text.
 *
 *     4 bytes   length of the header in bytes, little-endian
 *     header    JSON: { value, segments: [{ type, length }] }, with { "$segment": n } in the place of array n
 *     segments  each begins at a multiple of 8 bytes from the start of the message
 *
 * NaN, Infinity and -Infinity survive. What JSON would lose in silence (maps, sets, class instances, functions) is refused.
 */

const arrayTypes = { Float32Array, Int32Array, Uint8Array };
type ArrayType = keyof typeof arrayTypes;
type Segment = Float32Array | Int32Array | Uint8Array;

interface Header {
  value: unknown;
  /** Type and number of elements of every typed array, in the order of their contents. */
  segments: { type: ArrayType; length: number }[];
  /** Whether `value` holds marks that must be replaced; most messages have none. */
  marked: boolean;
}

const ALIGNMENT = 8;
const LENGTH_BYTES = 4;
const aligned = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/**
 * Encodes plain data with typed arrays (Float32Array, Int32Array, Uint8Array) anywhere in it.
 *
 * @throws TypeError naming the place of a value that cannot cross a border.
 */
export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  const segments: Segment[] = [];
  const packer = new Packer(segments);
  const packed = packer.pack(value);
  const header: Header = {
    value: packed,
    segments: segments.map((segment) => ({ type: typeOf(segment)!, length: segment.length })),
    marked: packer.marked,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));

  let end = LENGTH_BYTES + text.length;
  for (const segment of segments) end = aligned(end) + segment.byteLength;
  const message = new Uint8Array(end);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, LENGTH_BYTES);

  let offset = LENGTH_BYTES + text.length;
  for (const segment of segments) {
    offset = aligned(offset);
    message.set(new Uint8Array(segment.buffer, segment.byteOffset, segment.byteLength), offset);
    offset += segment.byteLength;
  }
  return message;
}

/**
 * Decodes what `encode` made. The typed arrays are views of the message where its alignment allows, copies otherwise.
 *
 * @throws RangeError or SyntaxError when the message is damaged.
 */
export function decode(message: Uint8Array): unknown {
  const whole = message.byteOffset % ALIGNMENT === 0 ? message : message.slice();
  const headerLength = new DataView(whole.buffer, whole.byteOffset, whole.byteLength).getUint32(0, true);
  if (LENGTH_BYTES + headerLength > whole.byteLength)
    throw new RangeError('The message is shorter than its header.');
  const text = new TextDecoder().decode(whole.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength));
  const header = JSON.parse(text) as Header;

  let offset = LENGTH_BYTES + headerLength;
  const segments = header.segments.map(({ type, length }) => {
    offset = aligned(offset);
    const constructor = arrayTypes[type];
    if (offset + length * constructor.BYTES_PER_ELEMENT > whole.byteLength)
      throw new RangeError('The message is shorter than its typed arrays.');
    const segment = new constructor(whole.buffer as ArrayBuffer, whole.byteOffset + offset, length);
    offset += segment.byteLength;
    return segment;
  });
  return header.marked ? unpack(header.value, segments) : header.value;
}

/** Replaces by marks what JSON cannot hold, and copies only what it must change: most messages pass as they are. */
class Packer {
  marked = false;
  readonly #segments: Segment[];
  /** Where in the value it is, for the message of an error. */
  readonly #place: (string | number)[] = [];

  constructor(segments: Segment[]) {
    this.#segments = segments;
  }

  pack(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : this.#mark({ $number: String(value) });
      case 'object':
        if (value === null) return null;
        if (typeOf(value) !== undefined) {
          return this.#mark({ $segment: this.#segments.push(value as Segment) - 1 });
        }
        return Array.isArray(value) ? this.#packItems(value) : this.#packFields(value);
      default:
        throw this.#refusal(typeof value);
    }
  }

  #packItems(items: unknown[]): unknown[] {
    let packed = items;
    for (let index = 0; index < items.length; index++) {
      const item = this.#packAt(index, items[index]);
      if (item === items[index]) continue;
      if (packed === items) packed = items.slice();
      packed[index] = item;
    }
    return packed;
  }

  #packFields(fields: object): object {
    const prototype: unknown = Object.getPrototypeOf(fields);
    if (prototype !== Object.prototype && prototype !== null) throw this.#refusal(fields.constructor.name);
    let packed = fields as Record<string, unknown>;
    for (const [key, value] of Object.entries(fields)) {
      const item = this.#packAt(key, value);
      if (item === value) continue;
      if (packed === fields) packed = { ...fields };
      packed[key] = item;
    }
    return isMark(packed) ? this.#mark({ $plain: packed }) : packed;
  }

  #packAt(key: string | number, value: unknown): unknown {
    this.#place.push(key);
    const packed = this.pack(value);
    this.#place.pop();
    return packed;
  }

  #mark(mark: object): object {
    this.marked = true;
    return mark;
  }

  #refusal(kind: string): TypeError {
    const place = this.#place.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    return new TypeError(
      `A value of type ${kind}${place && ` at ${place}`} cannot be sent to another process.`,
    );
  }
}

/** Data of the sender's that looks like a mark is wrapped, so that it arrives as it was. */
function isMark(value: object): boolean {
  return '$segment' in value || '$number' in value || '$plain' in value;
}

function unpack(value: unknown, segments: Segment[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => unpack(item, segments));
  if ('$segment' in value) return segments[value.$segment as number];
  if ('$number' in value) return Number(value.$number);
  return unpackFields('$plain' in value ? (value.$plain as object) : value, segments);
}

function unpackFields(fields: object, segments: Segment[]): object {
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, unpack(item, segments)]));
}

function typeOf(value: object): ArrayType | undefined {
  if (value instanceof Uint8Array) return 'Uint8Array'; // Node's Buffer among them
  if (value instanceof Float32Array) return 'Float32Array';
  if (value instanceof Int32Array) return 'Int32Array';
  return undefined;
}
