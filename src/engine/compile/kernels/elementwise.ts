/** Operations that treat every number by itself: arithmetic, functions, comparisons, choices and casts. */
import type { DataType } from '@tensorflow/tfjs-core';
import { registerRecordKernel } from '../backend.ts';
import { type Attributes, type Graph, sizeOf } from '../graph.ts';
import { type Recorded, elementTypeFor, forBroadcast, identityOrder, splat } from '../layout.ts';

/** Applies an ONNX operation that broadcasts; the result lies as its largest operand does. */
export function broadcastNode(
  graph: Graph,
  op: string,
  tensors: readonly Recorded[],
  dtype: DataType,
  attributes: Attributes = {},
): Recorded {
  const shape = broadcastShape(tensors.map((tensor) => tensor.shape));
  const order = orderOfLargest(tensors, shape.length);
  const values = tensors.map((tensor) => forBroadcast(graph, tensor, order));
  const valueShape = broadcastShape(values.map((value) => value.shape));
  const type = { shape: valueShape, dtype: elementTypeFor(dtype) };
  const value = graph.add(op, values, type, attributes);
  return { shape, dtype, value, order: valueShape.length === 0 ? [] : order };
}

function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return identityOrder(rank).map((axis) => {
    const lengths = shapes.map((shape) => shape[axis - (rank - shape.length)] ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
}

function orderOfLargest(tensors: readonly Recorded[], rank: number): readonly number[] {
  const candidates = tensors.filter(({ order }) => order.length === rank);
  const largest = candidates.reduce<Recorded | null>(
    (best, tensor) => (best && sizeOf(best.value.shape) >= sizeOf(tensor.value.shape) ? best : tensor),
    null,
  );
  return largest?.order ?? identityOrder(rank);
}

/** The number that a tensor has everywhere, where it is known while recording. */
export function knownNumber({ value }: Recorded): number | null {
  const data = value.constant;
  return data instanceof Float32Array && data.length === 1 ? data[0]! : null;
}

/** The tensor with another, larger shape, which nothing has to be computed for. */
function lazilyBroadcast(graph: Graph, tensor: Recorded, shape: readonly number[]): Recorded {
  if (tensor.value.shape.length === 0) return splat(tensor.value, shape, tensor.dtype);
  const order = [...identityOrder(shape.length - tensor.shape.length)];
  const extra = order.length;
  for (const axis of tensor.order) order.push(axis + extra);
  return { shape, dtype: tensor.dtype, value: forBroadcast(graph, tensor, order), order };
}

interface Arithmetic {
  op: string;
  fold: (a: number, b: number) => number;
  /** x op neutral = x. */
  neutral?: number;
  commutes?: boolean;
}

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  Add: { op: 'Add', fold: (a, b) => a + b, neutral: 0, commutes: true },
  Sub: { op: 'Sub', fold: (a, b) => a - b, neutral: 0 },
  Multiply: { op: 'Mul', fold: (a, b) => a * b, neutral: 1, commutes: true },
  RealDiv: { op: 'Div', fold: (a, b) => a / b, neutral: 1 },
  Maximum: { op: 'Max', fold: Math.max },
  Minimum: { op: 'Min', fold: Math.min },
  Pow: { op: 'Pow', fold: Math.pow, neutral: 1 },
};

function arithmetic(
  graph: Graph,
  a: Recorded,
  b: Recorded,
  { op, fold, neutral, commutes }: Arithmetic,
): Recorded {
  const shape = broadcastShape([a.shape, b.shape]);
  const [left, right] = [knownNumber(a), knownNumber(b)];
  if (left !== null && right !== null)
    return splat(graph.scalar(Math.fround(fold(left, right))), shape, a.dtype);
  if (right !== null && right === neutral) return lazilyBroadcast(graph, a, shape);
  if (commutes && left !== null && left === neutral) return lazilyBroadcast(graph, b, shape);
  const result = broadcastNode(graph, op, [a, b], a.dtype);
  return { ...result, shape };
}

for (const [kernelName, definition] of Object.entries(ARITHMETIC)) {
  registerRecordKernel(kernelName, ['a', 'b'], (graph, [a, b]) => arithmetic(graph, a!, b!, definition));
}

registerRecordKernel('SquaredDifference', ['a', 'b'], (graph, [a, b]) => {
  const difference = arithmetic(graph, a!, b!, ARITHMETIC['Sub']!);
  return arithmetic(graph, difference, difference, ARITHMETIC['Multiply']!);
});

registerRecordKernel('AddN', null, (graph, tensors) =>
  tensors.reduce((sum, tensor) => arithmetic(graph, sum, tensor, ARITHMETIC['Add']!)),
);

/** TensorFlow.js name -> ONNX operation of one tensor, and the same in numbers to fold constants. */
const FUNCTIONS: Readonly<Record<string, { op: string; fold: (x: number) => number }>> = {
  Abs: { op: 'Abs', fold: Math.abs },
  Exp: { op: 'Exp', fold: Math.exp },
  Log: { op: 'Log', fold: Math.log },
  Neg: { op: 'Neg', fold: (x) => -x },
  Reciprocal: { op: 'Reciprocal', fold: (x) => 1 / x },
  Relu: { op: 'Relu', fold: (x) => Math.max(0, x) },
  Sigmoid: { op: 'Sigmoid', fold: (x) => 1 / (1 + Math.exp(-x)) },
  Sign: { op: 'Sign', fold: Math.sign },
  Softplus: { op: 'Softplus', fold: (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) },
  Sqrt: { op: 'Sqrt', fold: Math.sqrt },
  Tanh: { op: 'Tanh', fold: Math.tanh },
};

/** A function of one tensor: the result lies as the operand does and stays lazily broadcast. */
function unaryNode(
  graph: Graph,
  op: string,
  x: Recorded,
  dtype = x.dtype,
  attributes: Attributes = {},
): Recorded {
  const type = { shape: x.value.shape, dtype: elementTypeFor(dtype) };
  return { ...x, dtype, value: graph.add(op, [x.value], type, attributes) };
}

for (const [kernelName, { op, fold }] of Object.entries(FUNCTIONS)) {
  registerRecordKernel(kernelName, ['x'], (graph, [x]) => {
    const known = knownNumber(x!);
    return known === null ? unaryNode(graph, op, x!) : splat(graph.scalar(fold(known)), x!.shape, x!.dtype);
  });
}

registerRecordKernel('Square', ['x'], (graph, [x]) => arithmetic(graph, x!, x!, ARITHMETIC['Multiply']!));
registerRecordKernel('Rsqrt', ['x'], (graph, [x]) =>
  unaryNode(graph, 'Reciprocal', unaryNode(graph, 'Sqrt', x!)),
);

registerRecordKernel<{ alpha: number }>('LeakyRelu', ['x'], (graph, [x], { alpha }) =>
  unaryNode(graph, 'LeakyRelu', x!, x!.dtype, { alpha: { float: alpha } }),
);

registerRecordKernel<{ clipValueMin: number; clipValueMax: number }>(
  'ClipByValue',
  ['x'],
  (graph, [x], limits) => {
    const bounds = [graph.scalar(limits.clipValueMin), graph.scalar(limits.clipValueMax)];
    return { ...x!, value: graph.add('Clip', [x!.value, ...bounds], { shape: x!.value.shape }) };
  },
);

const COMPARISONS: Readonly<Record<string, string>> = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
};

for (const [kernelName, op] of Object.entries(COMPARISONS)) {
  registerRecordKernel(kernelName, ['a', 'b'], (graph, [a, b]) => broadcastNode(graph, op, [a!, b!], 'bool'));
}

registerRecordKernel('NotEqual', ['a', 'b'], (graph, [a, b]) =>
  unaryNode(graph, 'Not', broadcastNode(graph, 'Equal', [a!, b!], 'bool')),
);
registerRecordKernel('LogicalNot', ['x'], (graph, [x]) => unaryNode(graph, 'Not', x!));

/** 1 where x is positive, else `alpha`: what the gradients of ReLU (alpha 0) and of the absolute value (-1) ask for. */
registerRecordKernel<{ alpha: number }>('Step', ['x'], (graph, [x], { alpha }) => {
  const positive = broadcastNode(graph, 'Greater', [x!, number(graph, 0)], 'bool');
  if (alpha === 0) return unaryNode(graph, 'Cast', positive, 'float32', { to: 'float32' });
  return broadcastNode(graph, 'Where', [positive, number(graph, 1), number(graph, alpha)], 'float32');
});

/** ONNX has no such operation: x - x is 0 for every finite number and NaN for all others. */
registerRecordKernel('IsFinite', ['x'], (graph, [x]) => {
  const zero = broadcastNode(graph, 'Sub', [x!, x!], 'float32');
  return broadcastNode(graph, 'Equal', [zero, number(graph, 0)], 'bool');
});

registerRecordKernel('Select', ['condition', 't', 'e'], (graph, [condition, chosen, otherwise]) =>
  broadcastNode(graph, 'Where', [condition!, chosen!, otherwise!], chosen!.dtype),
);

registerRecordKernel<{ dtype: DataType }>('Cast', ['x'], (graph, [x], { dtype }) => {
  if (dtype === x!.dtype) return x!;
  if (dtype === 'bool') return unaryNode(graph, 'Cast', x!, dtype, { to: 'bool' });
  return unaryNode(graph, 'Cast', x!, dtype, { to: elementTypeFor(dtype) });
});

function number(graph: Graph, value: number): Recorded {
  return splat(graph.scalar(value), [], 'float32');
}
