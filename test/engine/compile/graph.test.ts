import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src/engine/compile/graph.ts';
import { writeModel } from '../../../src/engine/compile/onnx/model.ts';
import { rewrite } from '../../../src/engine/compile/rewrite.ts';
import { simplify } from '../../../src/engine/compile/simplify.ts';
import { randomNumbers, runGraph } from './executors.ts';

const ops = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);

describe('A graph', () => {
  it('has one node for equal computations and one constant for equal numbers', () => {
    const graph = new Graph();
    const x = graph.input('x', { shape: [2] });
    const once = graph.add('Mul', [x, graph.scalar(2)], { shape: [2] });
    expect(graph.add('Mul', [x, graph.scalar(2)], { shape: [2] })).toBe(once);
    expect(graph.add('Mul', [x, graph.scalar(3)], { shape: [2] })).not.toBe(once);
    expect(graph.constants).toHaveLength(2);
  });

  it('has one constant for equal numbers however many they are, but not for another shape, type or number', () => {
    const graph = new Graph();
    const numbers = (last: number) => Int32Array.from({ length: 1000 }, (_, i) => (i < 999 ? i : last));
    const constant = graph.constant(numbers(7), [1000]);
    expect(graph.constant(numbers(7), [1000])).toBe(constant);
    expect(graph.constant(numbers(8), [1000])).not.toBe(constant);
    expect(graph.constant(numbers(7), [10, 100])).not.toBe(constant);
    expect(graph.constant(new Float32Array(numbers(7).buffer), [1000])).not.toBe(constant);
    expect(graph.constants).toHaveLength(4);
  });

  it('loses what leads to no output when it is rewritten, constants included', () => {
    const graph = new Graph();
    const x = graph.input('x', { shape: [2] });
    graph.add('Mul', [x, graph.scalar(5)], { shape: [2] });
    graph.output('y', graph.add('Exp', [x], { shape: [2] }));
    const kept = rewrite(graph);
    expect(ops(kept)).toEqual(['Exp']);
    expect(kept.constants).toHaveLength(0);
  });

  it('may hand an input on, and one value under two names', async () => {
    const graph = new Graph();
    const x = graph.input('x', { shape: [3] });
    const y = graph.add('Neg', [x], { shape: [3] });
    for (const [name, value] of [
      ['same', x],
      ['first', y],
      ['second', y],
    ] as const)
      graph.output(name, value);
    const numbers = randomNumbers([3]);
    const results = await runGraph(graph, { x: numbers });
    expect(results['same']!.data).toEqual(numbers.data);
    expect(results['second']!.data).toEqual(results['first']!.data);
    expect([...results['first']!.data]).toEqual([...numbers.data].map((value) => -value));
  });

  it('is not written while it holds a computation that was never lowered', () => {
    const graph = new Graph();
    const x = graph.input('x', { shape: [1] });
    graph.output('y', graph.add('FilterGradient', [x], { shape: [1] }, {}, 'morphospace'));
    expect(() => writeModel(graph, { name: 'test' })).toThrow(/lowered/);
  });
});

describe('Simplification', () => {
  it('adds a bias inside a product that nobody else uses, and leaves it outside of one that is used twice', () => {
    const build = (usedTwice: boolean): Graph => {
      const graph = new Graph();
      const [a, b] = [graph.input('a', { shape: [2, 3] }), graph.input('b', { shape: [3, 4] })];
      const product = graph.add('Gemm', [a, b], { shape: [2, 4] });
      graph.output('y', graph.add('Add', [product, graph.input('bias', { shape: [4] })], { shape: [2, 4] }));
      if (usedTwice) graph.output('product', product);
      return simplify(graph);
    };
    expect(ops(build(false))).toEqual(['Gemm']);
    expect(ops(build(true))).toEqual(['Gemm', 'Add']);
  });

  it('keeps apart a row that only looks like a bias', () => {
    const graph = new Graph();
    const x = graph.input('x', { shape: [1, 2, 4, 4] });
    const convolved = graph.add('Conv', [x, graph.input('w', { shape: [4, 2, 1, 1] })], {
      shape: [1, 4, 4, 4],
    });
    // Four numbers along the width, where the channels are four too.
    const row = graph.input('row', { shape: [1, 1, 1, 4] });
    graph.output('y', graph.add('Add', [convolved, row], { shape: [1, 4, 4, 4] }));
    expect(ops(simplify(graph))).toEqual(['Conv', 'Add']);
  });

  it('has a mask for ReLU that is exactly 0 or 1, down to the smallest normal number', async () => {
    const graph = new Graph();
    const x = graph.input('x', { shape: [6] });
    graph.output('y', graph.add('Relu', [x], { shape: [6] }));
    const positive = graph.add('Greater', [x, graph.scalar(0)], { shape: [6], dtype: 'bool' });
    graph.output('mask', graph.add('Cast', [positive], { shape: [6], dtype: 'float32' }, { to: 'float32' }));
    const simplified = simplify(graph);
    expect(ops(simplified)).toContain('HardSigmoid');
    const data = Float32Array.of(-1, 0, 1.2e-38, 1e-20, 0.5, 1e30);
    const { mask } = await runGraph(simplified, { x: { shape: [6], data } });
    expect([...mask!.data]).toEqual([0, 0, 1, 1, 1, 1]);
  });
});
