import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BLOCKED_DOMAIN } from '../../../src/engine/compile/blocked-layout.ts';
import { record } from '../../../src/engine/compile/backend.ts';
import { type Choose, chooseFirst, lower } from '../../../src/engine/compile/lowering.ts';
import type { Graph } from '../../../src/engine/compile/graph.ts';
import { simplify } from '../../../src/engine/compile/simplify.ts';
import {
  type NamedNumbers,
  expectAgreement,
  randomNumbers,
  relativeError,
  runGraph,
  runOnTensorFlow,
} from './executors.ts';

const numbers: NamedNumbers = {
  images: randomNumbers([2, 8, 8, 16], 1),
  downFilter: randomNumbers([4, 4, 16, 32], 2, -0.2, 0.2),
  downBias: randomNumbers([32], 3),
  upFilter: randomNumbers([4, 4, 16, 32], 4, -0.2, 0.2),
  upBias: randomNumbers([16], 5),
};

/** Down and up again, with ReLU, an average over all pixels, and the gradients of everything but the images. */
function program(t: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const images = t['images'] as tf.Tensor4D;
  const names = ['downFilter', 'downBias', 'upFilter', 'upBias'];
  const loss = (...[downFilter, downBias, upFilter, upBias]: tf.Tensor[]): tf.Scalar => {
    const down = tf.relu(tf.add(tf.conv2d(images, downFilter as tf.Tensor4D, 2, 1), downBias!));
    const up = tf.conv2dTranspose(down as tf.Tensor4D, upFilter as tf.Tensor4D, [2, 8, 8, 16], 2, 1);
    return tf.mean(tf.square(tf.sub(tf.relu(tf.add(up, upBias!)), images)));
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => t[name]!));
  return { value, ...Object.fromEntries(names.map((name, i) => [`d ${name}`, grads[i]!])) };
}

const recorded = simplify(
  record((recorder) => {
    const tensors = Object.entries(numbers).map(([name, { shape }]) => [name, recorder.input(name, shape)]);
    const outputs = program(Object.fromEntries(tensors) as Record<string, tf.Tensor>);
    for (const [name, tensor] of Object.entries(outputs)) recorder.output(name, tensor);
  }),
);

const inBlocksOf =
  (block: number): Choose =>
  (_node, candidates) =>
    candidates.find(({ name }) => name.endsWith(`blocked by ${block}`) || name === 'products of rows') ??
    candidates[0]!;

/** How often a value is taken out of blocks only to be brought back into them. */
function detours(graph: Graph): number {
  const isChange = (op: string) =>
    graph.nodes.filter((node) => node.domain === BLOCKED_DOMAIN && node.op === op);
  const plain = new Set(
    isChange('ReorderOutput')
      .filter(({ attributes }) => !attributes['channels_last'])
      .map(({ outputs }) => outputs[0]!.name),
  );
  return isChange('ReorderInput').filter(({ inputs }) => plain.has(inputs[0]!.name)).length;
}

describe('Values that stay in blocks', () => {
  it('make the same gradients as tfjs, with one of the sizes of blocks', async () => {
    const expected = await runOnTensorFlow(program, numbers);
    const results = await Promise.all(
      [16, 8].map((block) => runGraph(lower(recorded, inBlocksOf(block)), numbers)),
    );
    const right = results.find(
      (result) => relativeError(result['d downFilter']!.data, expected['d downFilter']!.data) < 1e-4,
    );
    expectAgreement(right!, expected, 1e-5);
  });

  it('go from convolution to convolution without leaving the layout, with ReLU inside', () => {
    const graph = lower(recorded, inBlocksOf(16));
    expect(detours(graph)).toBe(0);
    expect(graph.nodes.filter(({ op }) => op === 'Relu')).toEqual([]);
    // One convolution down, and four phases up that each apply it to their own pixels.
    expect(graph.nodes.filter(({ attributes }) => attributes['activation'] === 'Relu')).toHaveLength(5);
  });

  it('are not found in graphs for other devices', () => {
    const graph = lower(recorded, chooseFirst);
    expect(graph.nodes.filter(({ domain }) => domain === BLOCKED_DOMAIN)).toEqual([]);
  });
});
