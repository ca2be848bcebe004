/**
 * Where a TensorFlow.js tensor lies in the graph. TensorFlow.js thinks in NHWC, ONNX convolves in NCHW; rather than
 * transposing around every convolution, each recorded tensor remembers the order its axes really have. `transpose`
 * then costs nothing, and a chain of convolutions, biases and activations stays in NCHW from end to end.
 *
 * Tensors are also *lazily broadcast*: the value of an axis may have length 1 where the tensor's is longer, and a 0-d
 * value stands for a tensor of any shape. The gradient of a sum is such a tensor and never takes memory.
 */
import type { DataType } from '@tensorflow/tfjs-core';
import type { ElementType } from './compiled.ts';
import { type Graph, type Value, sameShape, sizeOf } from './graph.ts';

/** A tensor as TensorFlow.js sees it (`shape`, `dtype`), and the value that holds its numbers. */
export interface Recorded {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly value: Value;
  /** Axis `order[p]` of the tensor is axis p of the value. Empty for a 0-d value. */
  readonly order: readonly number[];
}

export const NCHW: readonly number[] = [0, 3, 1, 2];
/** A TensorFlow.js filter [height, width, in, out] as ONNX wants it: [out, in, height, width]. */
export const OIHW: readonly number[] = [3, 2, 0, 1];

export function identityOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** A tensor whose value has the axes in TensorFlow.js's own order. */
export function recorded(value: Value, dtype: DataType = tensorTypeOf(value.dtype)): Recorded {
  return { shape: value.shape, dtype, value, order: identityOrder(value.shape.length) };
}

/** A tensor of any shape with one number everywhere. */
export function splat(value: Value, shape: readonly number[], dtype: DataType): Recorded {
  return { shape, dtype, value, order: [] };
}

export function tensorTypeOf(dtype: ElementType): DataType {
  if (dtype === 'int32' || dtype === 'bool') return dtype;
  if (dtype === 'int64') return 'int32';
  return 'float32';
}

/** @throws Error for strings and complex numbers, which no model here has. */
export function elementTypeFor(dtype: DataType): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`Tensors of type ${dtype} cannot be recorded`);
}

/** The tensor's numbers with axes in the given order; axes that are lazily broadcast stay of length 1. */
export function inOrder(graph: Graph, { value, order, shape }: Recorded, wanted: readonly number[]): Value {
  if (value.shape.length === 0 || sameShape(order, wanted)) return value;
  const permutation = wanted.map((axis) => order.indexOf(axis));
  const permuted = permutation.map((axis) => value.shape[axis]!);
  const isLong = (axis: number): boolean => value.shape[axis] !== 1;
  const keepsOrder = permutation.filter(isLong).every((axis, i, long) => i === 0 || axis > long[i - 1]!);
  if (shape.length === 0) return value;
  // Moving axes of length 1 moves no number.
  if (keepsOrder) return reshapeValue(graph, value, permuted);
  return graph.add('Transpose', [value], { shape: permuted }, { perm: permutation });
}

/** The tensor's numbers with axes in the given order, each as long as the tensor's. */
export function materialise(
  graph: Graph,
  tensor: Recorded,
  wanted = identityOrder(tensor.shape.length),
): Value {
  const full = wanted.map((axis) => tensor.shape[axis]!);
  return expandTo(graph, inOrder(graph, tensor, wanted), full);
}

/** The tensor's numbers for an operation that broadcasts, beside tensors with more axes in the given order. */
export function forBroadcast(graph: Graph, tensor: Recorded, wanted: readonly number[]): Value {
  if (tensor.value.shape.length === 0) return tensor.value;
  return inOrder(graph, withLeadingAxes(graph, tensor, wanted.length), wanted);
}

/** The same tensor with axes of length 1 in front, as broadcasting aligns shapes at their end. */
function withLeadingAxes(graph: Graph, tensor: Recorded, rank: number): Recorded {
  const extra = rank - tensor.shape.length;
  if (extra === 0) return tensor;
  const value = reshapeValue(graph, tensor.value, [...Array<number>(extra).fill(1), ...tensor.value.shape]);
  return {
    dtype: tensor.dtype,
    value,
    shape: [...Array<number>(extra).fill(1), ...tensor.shape],
    order: [...identityOrder(extra), ...tensor.order.map((axis) => axis + extra)],
  };
}

export function expandTo(graph: Graph, value: Value, shape: readonly number[]): Value {
  if (sameShape(value.shape, shape)) return value;
  const element = value.constant;
  if (element instanceof Float32Array && element.length === 1 && !shape.some((d) => graph.isDynamic(d))) {
    return graph.constant(new Float32Array(sizeOf(shape)).fill(element[0]!), shape);
  }
  const target = shape.map((dimension, axis) => {
    const own = value.shape[axis - (shape.length - value.shape.length)] ?? 1;
    if (graph.isDynamic(dimension) && own !== dimension)
      throw new Error('Cannot broadcast along an unknown batch');
    return own === dimension ? 1 : dimension;
  });
  return graph.add('Expand', [value, graph.integers(target)], { shape });
}

export function reshapeValue(graph: Graph, value: Value, shape: readonly number[]): Value {
  if (sameShape(value.shape, shape)) return value;
  return graph.add('Reshape', [value, graph.targetShape(shape)], { shape });
}
