/** Operations that only move, repeat or relabel numbers. Most of them change how a value is read and add no node. */
import { util } from '@tensorflow/tfjs-core';
import { registerRecordKernel } from '../backend.ts';
import { type Graph, sizeOf } from '../graph.ts';
import {
  type Recorded,
  identityOrder,
  inOrder,
  materialise,
  recorded,
  reshapeValue,
  splat,
} from '../layout.ts';

registerRecordKernel('Identity', ['x'], (_graph, [x]) => x!);

registerRecordKernel<{ perm: number[] }>('Transpose', ['x'], (_graph, [x], { perm }) => ({
  ...x!,
  shape: perm.map((axis) => x!.shape[axis]!),
  order: x!.order.map((axis) => perm.indexOf(axis)),
}));

registerRecordKernel<{ shape: number[] }>('Reshape', ['x'], (graph, [x], { shape }) =>
  reshape(graph, x!, shape),
);

registerRecordKernel<{ dim: number }>('ExpandDims', ['input'], (graph, [x], { dim }) => {
  const shape = [...x!.shape];
  shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
  return reshape(graph, x!, shape);
});

export function reshape(graph: Graph, x: Recorded, wanted: readonly number[]): Recorded {
  const shape = util.inferFromImplicitShape([...wanted], sizeOf(x.shape));
  if (x.value.shape.length === 0) return splat(x.value, shape, x.dtype);
  return (
    changeUnitAxes(graph, x, shape) ?? {
      ...recorded(reshapeValue(graph, materialise(graph, x), shape)),
      dtype: x.dtype,
    }
  );
}

/** Where only axes of length 1 come and go, the other axes keep the order they have. */
function changeUnitAxes(graph: Graph, x: Recorded, shape: readonly number[]): Recorded | null {
  const longBefore = identityOrder(x.shape.length).filter((axis) => x.shape[axis] !== 1);
  const longAfter = identityOrder(shape.length).filter((axis) => shape[axis] !== 1);
  const lengthsAgree =
    longBefore.length === longAfter.length &&
    longBefore.every((axis, i) => x.shape[axis] === shape[longAfter[i]!]);
  if (!lengthsAgree) return null;
  const longOrder = x.order.filter((axis) => x.shape[axis] !== 1);
  const unitAxes = identityOrder(shape.length).filter((axis) => shape[axis] === 1);
  const order = [...unitAxes, ...longOrder.map((axis) => longAfter[longBefore.indexOf(axis)]!)];
  const longLengths = longOrder.map((axis) => x.value.shape[x.order.indexOf(axis)]!);
  const valueShape = [...unitAxes.map(() => 1), ...longLengths];
  return { ...x, shape, order, value: reshapeValue(graph, x.value, valueShape) };
}

registerRecordKernel('OnesLike', ['x'], (graph, [x]) => splat(graph.scalar(1), x!.shape, x!.dtype));
registerRecordKernel('ZerosLike', ['x'], (graph, [x]) => splat(graph.scalar(0), x!.shape, x!.dtype));

registerRecordKernel<{ shape: number[]; value: number }>('Fill', [], (graph, _inputs, { shape, value }) =>
  splat(graph.scalar(value), shape, 'float32'),
);

registerRecordKernel<{ reps: number[] }>('Tile', ['x'], (graph, [x], { reps }) => {
  const shape = x!.shape.map((length, axis) => length * reps[axis]!);
  if (x!.value.shape.length === 0) return splat(x!.value, shape, x!.dtype);
  // Repeating an axis of length 1 is broadcasting, which costs nothing until somebody needs the copies.
  if (x!.shape.every((length, axis) => length === 1 || reps[axis] === 1)) return { ...x!, shape };
  const value = materialise(graph, x!);
  return { ...recorded(graph.add('Tile', [value, graph.integers(reps)], { shape })), dtype: x!.dtype };
});

registerRecordKernel<{ axis: number }>('Concat', null, (graph, tensors, { axis }) => {
  const filled = tensors.filter(({ shape }) => !shape.includes(0));
  const first = filled[0] ?? tensors[0]!;
  const order = first.order.length === first.shape.length ? first.order : identityOrder(first.shape.length);
  const along = axis < 0 ? axis + first.shape.length : axis;
  const shape = [...first.shape];
  shape[along] = filled.reduce((sum, tensor) => sum + tensor.shape[along]!, 0);
  const values = filled.map((tensor) => materialise(graph, tensor, [...order]));
  const type = { shape: order.map((a) => shape[a]!) };
  return {
    shape,
    dtype: first.dtype,
    order,
    value: graph.add('Concat', values, type, { axis: order.indexOf(along) }),
  };
});

registerRecordKernel<{ begin: number[]; size: number[] }>('Slice', ['x'], (graph, [x], { begin, size }) => {
  // -1 stands for all that is left, as in `tf.slice`.
  const lengths = size.map((length, axis) => (length === -1 ? x!.shape[axis]! - begin[axis]! : length));
  return slice(graph, x!, begin, lengths);
});

/** Axes that are taken whole, or lazily broadcast, are left alone: the batch stays free. */
function slice(graph: Graph, x: Recorded, starts: readonly number[], lengths: readonly number[]): Recorded {
  const cut = x.order
    .map((axis, position) => ({ axis, position }))
    .filter(({ axis, position }) => lengths[axis] !== x.shape[axis] && x.value.shape[position] !== 1);
  if (cut.length === 0) return { ...x, shape: lengths };
  const shape = [...x.value.shape];
  for (const { axis, position } of cut) shape[position] = lengths[axis]!;
  const from = cut.map(({ axis }) => starts[axis]!);
  const to = cut.map(({ axis }) => starts[axis]! + lengths[axis]!);
  const positions = cut.map(({ position }) => position);
  const bounds = [from, to, positions].map((numbers) => graph.integers(numbers));
  return { ...x, shape: lengths, value: graph.add('Slice', [x.value, ...bounds], { shape }) };
}

registerRecordKernel<{ numOrSizeSplits: number | number[]; axis: number }>(
  'SplitV',
  ['x'],
  (graph, [x], { numOrSizeSplits: parts, axis }) => {
    const equal = (count: number): number[] => Array<number>(count).fill(x!.shape[axis]! / count);
    let from = 0;
    return (typeof parts === 'number' ? equal(parts) : parts).map((length) => {
      const starts = x!.shape.map((_, a) => (a === axis ? from : 0));
      const lengths = x!.shape.map((whole, a) => (a === axis ? length : whole));
      from += length;
      return slice(graph, x!, starts, lengths);
    });
  },
);

registerRecordKernel<{ paddings: [number, number][]; constantValue: number }>(
  'PadV2',
  ['x'],
  (graph, [x], { paddings, constantValue }) => {
    const shape = x!.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
    const order = x!.order.length > 0 ? x!.order : identityOrder(x!.shape.length);
    const value = materialise(graph, x!, [...order]);
    const pads = graph.integers([...order.map((a) => paddings[a]![0]), ...order.map((a) => paddings[a]![1])]);
    const type = { shape: order.map((axis) => shape[axis]!) };
    const padded = graph.add('Pad', [value, pads, graph.scalar(constantValue)], type, { mode: 'constant' });
    return { shape, dtype: x!.dtype, order, value: padded };
  },
);

registerRecordKernel<{ axis: number }>('Pack', null, (graph, tensors, { axis }) => {
  const rank = tensors[0]!.shape.length + 1;
  const along = axis < 0 ? axis + rank : axis;
  const single = [...tensors[0]!.shape];
  single.splice(along, 0, 1);
  const values = tensors.map((tensor) =>
    inOrder(graph, expanded(graph, tensor, single), identityOrder(rank)),
  );
  const shape = [...single];
  shape[along] = tensors.length;
  return { ...recorded(graph.add('Concat', values, { shape }, { axis: along })), dtype: tensors[0]!.dtype };
});

function expanded(graph: Graph, tensor: Recorded, shape: readonly number[]): Recorded {
  return reshape(graph, recorded(materialise(graph, tensor)), shape);
}

registerRecordKernel<{ axis: number }>('Unpack', ['value'], (graph, [x], { axis }) => {
  const along = axis < 0 ? axis + x!.shape.length : axis;
  const without = x!.shape.filter((_, a) => a !== along);
  return identityOrder(x!.shape[along]!).map((index) => {
    const starts = x!.shape.map((_, a) => (a === along ? index : 0));
    const lengths = x!.shape.map((length, a) => (a === along ? 1 : length));
    return reshape(graph, slice(graph, x!, starts, lengths), without);
  });
});

registerRecordKernel<{ axis: number; batchDims: number }>(
  'GatherV2',
  ['x', 'indices'],
  (graph, [x, indices], { axis, batchDims }) => {
    if (batchDims !== 0) throw new Error('Gathering within a batch is not recorded');
    const along = axis < 0 ? axis + x!.shape.length : axis;
    const shape = [...x!.shape.slice(0, along), ...indices!.shape, ...x!.shape.slice(along + 1)];
    const inputs = [materialise(graph, x!), materialise(graph, indices!)];
    return { ...recorded(graph.add('Gather', inputs, { shape }, { axis: along })), dtype: x!.dtype };
  },
);
