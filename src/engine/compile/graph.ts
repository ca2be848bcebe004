/**
 * A graph of ONNX operations in static single assignment form: every value has one producer, and equal nodes are one
 * node (common subexpressions are found by hashing as the graph grows).
 */
import { createHash } from 'node:crypto';
import type { ElementType } from './compiled.ts';

export type TypedArray = Float32Array | Int32Array | Uint8Array | BigInt64Array;

export interface Value {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** The numbers, where they are known while recording. */
  readonly constant?: TypedArray;
}

export type Attribute = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphNode {
  readonly op: string;
  /** '' for standard ONNX, `com.microsoft…` for ONNX Runtime's own, `morphospace` for what `lower` must still expand. */
  readonly domain: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

export interface ValueType {
  shape: readonly number[];
  dtype?: ElementType;
}

export class Graph {
  readonly inputs: Value[] = [];
  readonly outputs = new Map<string, Value>();
  readonly constants: Value[] = [];
  readonly nodes: GraphNode[] = [];
  /** The number that stands for the unknown batch while recording; every multiple of it is dynamic. */
  readonly symbolicBatch: number | null;
  #known = new Map<string, readonly Value[]>();
  #count = 0;

  constructor(symbolicBatch: number | null = null) {
    this.symbolicBatch = symbolicBatch;
  }

  input(name: string, type: ValueType): Value {
    const value: Value = { name, dtype: type.dtype ?? 'float32', shape: type.shape };
    this.inputs.push(value);
    return value;
  }

  /** Weights that travel inside the model, under a name of their own. */
  weight(name: string, data: TypedArray, shape: readonly number[]): Value {
    const value: Value = { name, dtype: elementTypeOf(data), shape, constant: data };
    this.constants.push(value);
    return value;
  }

  constant(data: TypedArray, shape: readonly number[] = []): Value {
    const dtype = elementTypeOf(data);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = `constant ${dtype} [${shape}] ${createHash('sha1').update(bytes).digest('base64')}`;
    const known = this.#known.get(key);
    if (known) return known[0]!;
    const value = this.weight(this.#freshName('constant'), data, shape);
    this.#known.set(key, [value]);
    return value;
  }

  /** A 0-d number of the given type. */
  scalar(number: number, dtype: ElementType = 'float32'): Value {
    if (dtype === 'float32') return this.constant(Float32Array.of(number));
    if (dtype === 'int32') return this.constant(Int32Array.of(number));
    const asFloat = this.scalar(number);
    return this.add('Cast', [asFloat], { shape: [], dtype }, { to: dtype });
  }

  integers(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  isDynamic(dimension: number): boolean {
    return this.symbolicBatch !== null && dimension !== 0 && dimension % this.symbolicBatch === 0;
  }

  /** A shape for Reshape, with -1 where the batch is unknown. */
  targetShape(shape: readonly number[]): Value {
    const dynamic = shape.filter((dimension) => this.isDynamic(dimension));
    if (dynamic.length > 1) throw new Error(`Two dimensions of [${shape}] depend on the batch`);
    return this.integers(shape.map((dimension) => (this.isDynamic(dimension) ? -1 : dimension)));
  }

  add(
    op: string,
    inputs: readonly Value[],
    type: ValueType,
    attributes: Attributes = {},
    domain = '',
  ): Value {
    return this.addAll(op, inputs, [type], attributes, domain)[0]!;
  }

  /** A node with several outputs. */
  addAll(
    op: string,
    inputs: readonly Value[],
    types: readonly ValueType[],
    attributes: Attributes = {},
    domain = '',
  ): readonly Value[] {
    const key = `${domain}.${op}(${inputs.map(({ name }) => name)})${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const outputs = types.map(({ shape, dtype }) => ({
      name: this.#freshName(op),
      dtype: dtype ?? inputs[0]!.dtype,
      shape,
    }));
    this.nodes.push({ op, domain, inputs, outputs, attributes });
    this.#known.set(key, outputs);
    return outputs;
  }

  output(name: string, value: Value): void {
    if (this.outputs.has(name)) throw new Error(`The graph already has an output named ${name}`);
    this.outputs.set(name, value);
  }

  #freshName(prefix: string): string {
    return `${prefix}_${this.#count++}`;
  }
}

function elementTypeOf(data: TypedArray): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return 'uint8';
  return 'int64';
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}
