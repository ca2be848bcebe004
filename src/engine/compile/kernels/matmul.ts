/** Products of matrices. A transposed operand is read as it lies: Gemm takes it either way round. */
import { registerRecordKernel } from '../backend.ts';
import type { Graph } from '../graph.ts';
import { type Recorded, identityOrder, materialise, recorded } from '../layout.ts';

interface MatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
}

registerRecordKernel<MatMulAttributes>(
  'BatchMatMul',
  ['a', 'b'],
  (graph, [a, b], { transposeA, transposeB }) =>
    a!.shape.length === 2 && b!.shape.length === 2
      ? product(graph, a!, b!, transposeA, transposeB)
      : batchedProduct(graph, a!, b!, transposeA, transposeB),
);

function product(graph: Graph, a: Recorded, b: Recorded, transposeA: boolean, transposeB: boolean): Recorded {
  const left = lyingMatrix(graph, a, transposeA);
  const right = lyingMatrix(graph, b, transposeB);
  const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
  const attributes = { transA: Number(left.transposed), transB: Number(right.transposed) };
  return recorded(graph.add('Gemm', [left.value, right.value], { shape }, attributes));
}

/** The matrix as it lies in memory, and whether the product needs it the other way round. */
function lyingMatrix(graph: Graph, matrix: Recorded, transposed: boolean) {
  const lies = matrix.order.length === 2 && matrix.order[0] === 1 ? [1, 0] : [0, 1];
  return { value: materialise(graph, matrix, lies), transposed: transposed !== (lies[0] === 1) };
}

function batchedProduct(
  graph: Graph,
  a: Recorded,
  b: Recorded,
  transposeA: boolean,
  transposeB: boolean,
): Recorded {
  const left = materialise(graph, a, matrixOrder(a.shape.length, transposeA));
  const right = materialise(graph, b, matrixOrder(b.shape.length, transposeB));
  const batch = left.shape.slice(0, -2).map((length, axis) => Math.max(length, right.shape[axis]!));
  const shape = [...batch, left.shape.at(-2)!, right.shape.at(-1)!];
  return recorded(graph.add('MatMul', [left, right], { shape }));
}

function matrixOrder(rank: number, transposed: boolean): number[] {
  const order = identityOrder(rank);
  if (transposed) order.push(...order.splice(rank - 2).reverse());
  return order;
}
