/** Sums, means and extremes over axes. */
import { registerRecordKernel } from '../backend.ts';
import { type Graph, sizeOf } from '../graph.ts';
import { type Recorded, identityOrder, splat } from '../layout.ts';

interface AxisAttributes {
  axis?: number | number[];
  keepDims?: boolean;
}

function reducedAxes(axis: number | number[] | undefined, rank: number): number[] {
  const axes = [axis ?? []].flat();
  return (axes.length === 0 ? identityOrder(rank) : axes).map((a) => (a < 0 ? a + rank : a));
}

/** Reduces in the order the value lies in. Axes that are lazily broadcast have nothing to add up. */
function reduce(graph: Graph, op: string, x: Recorded, axes: readonly number[], keepDims: boolean): Recorded {
  const keptAxes = identityOrder(x.shape.length).filter((axis) => !axes.includes(axis));
  const shape = keepDims
    ? x.shape.map((length, a) => (axes.includes(a) ? 1 : length))
    : keptAxes.map((a) => x.shape[a]!);
  if (x.value.shape.length === 0) return splat(x.value, shape, x.dtype);

  const positions = x.order.flatMap((axis, position) => (axes.includes(axis) ? [position] : []));
  const valueShape = keepDims
    ? x.value.shape.map((length, position) => (positions.includes(position) ? 1 : length))
    : x.value.shape.filter((_, position) => !positions.includes(position));
  const order = keepDims
    ? x.order
    : x.order.filter((axis) => !axes.includes(axis)).map((axis) => keptAxes.indexOf(axis));
  const attributes = { keepdims: keepDims ? 1 : 0 };
  // From opset 13 ReduceSum takes its axes as an input; the others do so only from opset 18.
  const value =
    op === 'ReduceSum'
      ? graph.add(op, [x.value, graph.integers(positions)], { shape: valueShape }, attributes)
      : graph.add(op, [x.value], { shape: valueShape }, { ...attributes, axes: positions });
  return { shape, dtype: x.dtype, value, order };
}

/** How often every number of a lazily broadcast value would be added. */
function repetitions(x: Recorded, axes: readonly number[]): number {
  const stored = x.order.reduce(
    (n, axis, position) => (axes.includes(axis) ? n * x.value.shape[position]! : n),
    1,
  );
  return sizeOf(axes.map((axis) => x.shape[axis]!)) / stored;
}

registerRecordKernel<AxisAttributes>('Sum', ['x'], (graph, [x], { axis, keepDims = false }) => {
  const axes = reducedAxes(axis, x!.shape.length);
  if (axes.length === 0) return x!;
  const sum = reduce(graph, 'ReduceSum', x!, axes, keepDims);
  const times = repetitions(x!, axes);
  if (times === 1) return sum;
  const product = graph.add('Mul', [sum.value, graph.scalar(times)], { shape: sum.value.shape });
  return { ...sum, value: product };
});

const REDUCTIONS = { Mean: 'ReduceMean', Max: 'ReduceMax', Min: 'ReduceMin' };

for (const [kernelName, op] of Object.entries(REDUCTIONS)) {
  registerRecordKernel<AxisAttributes & { reductionIndices?: number | number[] }>(
    kernelName,
    ['x'],
    (graph, [x], attributes) => {
      const axes = reducedAxes(attributes.reductionIndices ?? attributes.axis, x!.shape.length);
      return axes.length === 0 ? x! : reduce(graph, op, x!, axes, attributes.keepDims ?? false);
    },
  );
}
