import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { record } from '../../../src/engine/compile/backend.ts';
import { type Numbers, expectAgreement, randomNumbers, runOnTensorFlow, runRecorded } from './executors.ts';

type Case = [
  name: string,
  inputs: Record<string, Numbers>,
  program: (t: Record<string, tf.Tensor>) => tf.Tensor,
];

const x = randomNumbers([2, 3, 4], 1);
const y = randomNumbers([2, 3, 4], 2);
const row = randomNumbers([4], 3);
const positive = randomNumbers([2, 3, 4], 4, 0.1, 2);
const mixed: Numbers = { shape: [6], data: Float32Array.of(1, -2, 0, Infinity, NaN, -Infinity) };
const images = randomNumbers([2, 6, 8, 3], 5);
const filter = randomNumbers([4, 4, 3, 5], 6);

const ELEMENTWISE: Case[] = [
  ['Add', { x, y }, (t) => tf.add(t['x']!, t['y']!)],
  ['Add, broadcast', { x, row }, (t) => tf.add(t['x']!, t['row']!)],
  ['Sub of a row', { x, row }, (t) => tf.sub(t['row']!, t['x']!)],
  ['Multiply', { x, y }, (t) => tf.mul(t['x']!, t['y']!)],
  ['RealDiv', { x, positive }, (t) => tf.div(t['x']!, t['positive']!)],
  ['Maximum', { x, y }, (t) => tf.maximum(t['x']!, t['y']!)],
  ['Minimum', { x, y }, (t) => tf.minimum(t['x']!, t['y']!)],
  ['Pow', { positive, x }, (t) => tf.pow(t['positive']!, t['x']!)],
  ['SquaredDifference', { x, y }, (t) => tf.squaredDifference(t['x']!, t['y']!)],
  ['AddN', { x, y, positive }, (t) => tf.addN([t['x']!, t['y']!, t['positive']!])],
  ['Abs', { x }, (t) => tf.abs(t['x']!)],
  ['Exp', { x }, (t) => tf.exp(t['x']!)],
  ['Log', { positive }, (t) => tf.log(t['positive']!)],
  ['Neg', { x }, (t) => tf.neg(t['x']!)],
  ['Reciprocal', { positive }, (t) => tf.reciprocal(t['positive']!)],
  ['Relu', { x }, (t) => tf.relu(t['x']!)],
  ['LeakyRelu', { x }, (t) => tf.leakyRelu(t['x']!, 0.3)],
  ['Sigmoid', { x }, (t) => tf.sigmoid(t['x']!)],
  ['Sign', { x }, (t) => tf.sign(t['x']!)],
  ['Softplus', { x }, (t) => tf.softplus(tf.mul(t['x']!, 30))],
  ['Sqrt', { positive }, (t) => tf.sqrt(t['positive']!)],
  ['Rsqrt', { positive }, (t) => tf.rsqrt(t['positive']!)],
  ['Square', { x }, (t) => tf.square(t['x']!)],
  ['Tanh', { x }, (t) => tf.tanh(t['x']!)],
  ['Step', { x }, (t) => tf.step(t['x']!)],
  ['ClipByValue', { x }, (t) => tf.clipByValue(t['x']!, -0.5, 0.25)],
  ['IsFinite', { mixed }, (t) => tf.cast(tf.isFinite(t['mixed']!), 'float32')],
  ['Select', { x, y }, (t) => tf.where(tf.greater(t['x']!, 0), t['x']!, t['y']!)],
  ['Equal', { x, y }, (t) => tf.cast(tf.equal(tf.sign(t['x']!), tf.sign(t['y']!)), 'float32')],
  ['NotEqual', { x, y }, (t) => tf.cast(tf.notEqual(tf.sign(t['x']!), tf.sign(t['y']!)), 'float32')],
  [
    'Greater and GreaterEqual',
    { x, y },
    (t) => both(tf.greater(t['x']!, t['y']!), tf.greaterEqual(t['x']!, 0)),
  ],
  ['Less and LessEqual', { x, y }, (t) => both(tf.less(t['x']!, t['y']!), tf.lessEqual(t['x']!, 0))],
  [
    'LogicalOr and LogicalNot',
    { x, y },
    (t) => tf.cast(tf.logicalOr(tf.less(t['x']!, 0), tf.logicalNot(tf.less(t['y']!, 0))), 'float32'),
  ],
  ['Cast', { positive }, (t) => tf.cast(tf.cast(tf.mul(t['positive']!, 10), 'int32'), 'float32')],
];

const REDUCTIONS: Case[] = [
  ['Sum over all', { x }, (t) => tf.sum(t['x']!)],
  ['Sum over one axis', { x }, (t) => tf.sum(t['x']!, 1)],
  ['Sum keeping axes', { x }, (t) => tf.sum(t['x']!, [0, -1], true)],
  ['Mean', { x }, (t) => tf.mean(t['x']!, [1, 2])],
  ['Max', { x }, (t) => tf.max(t['x']!, 2)],
  ['Min', { x }, (t) => tf.min(t['x']!, 0)],
  ['LogSumExp', { x }, (t) => tf.logSumExp(t['x']!, 2)],
  ['Sum of a transposed tensor', { x }, (t) => tf.sum(tf.transpose(t['x']!, [2, 0, 1]), 1)],
  [
    'Sum of a tensor that is only broadcast',
    { row },
    (t) => tf.sum(tf.mul(tf.ones([2, 3, 4]), t['row']!), [0, 2]),
  ],
  ['Mean of ones', { x }, (t) => tf.add(tf.mean(tf.onesLike(t['x']!)), tf.sum(t['x']!))],
];

const SHAPES: Case[] = [
  ['Reshape', { x }, (t) => tf.reshape(t['x']!, [6, 4])],
  ['Reshape of a transposed tensor', { x }, (t) => tf.reshape(tf.transpose(t['x']!, [2, 1, 0]), [-1, 2])],
  ['ExpandDims and Squeeze', { x }, (t) => tf.squeeze(tf.expandDims(tf.transpose(t['x']!), 1))],
  ['Transpose', { x }, (t) => tf.transpose(t['x']!, [1, 2, 0])],
  [
    'Transposed beside straight',
    { x, y },
    (t) =>
      tf.add(tf.transpose(t['x']!, [1, 2, 0]), tf.transpose(tf.transpose(t['y']!, [1, 0, 2]), [0, 2, 1])),
  ],
  ['Fill', { x }, (t) => tf.add(t['x']!, tf.fill([2, 3, 4], 3))],
  ['ZerosLike', { x }, (t) => tf.maximum(t['x']!, tf.zerosLike(t['x']!))],
  ['Tile', { x }, (t) => tf.tile(t['x']!, [1, 2, 3])],
  ['Tile of an axis of one', { row }, (t) => tf.tile(tf.reshape(t['row']!, [1, 4]), [3, 1])],
  ['Concat', { x, y }, (t) => tf.concat([t['x']!, t['y']!], 1)],
  ['Concat in two orders', { x, y }, (t) => tf.concat([tf.transpose(t['x']!), tf.transpose(t['y']!)], -1)],
  ['Slice', { x }, (t) => tf.slice(t['x']!, [0, 1, 1], [2, 2, -1])],
  ['Slice of a transposed tensor', { x }, (t) => tf.slice(tf.transpose(t['x']!), [1, 0, 0], [2, 3, 1])],
  [
    'PadV2',
    { x },
    (t) =>
      tf.pad(
        t['x']!,
        [
          [0, 0],
          [1, 2],
          [3, 0],
        ],
        7,
      ),
  ],
  [
    'PadV2 of a transposed tensor',
    { x },
    (t) =>
      tf.pad(tf.transpose(t['x']!), [
        [0, 1],
        [2, 0],
        [0, 0],
      ]),
  ],
  ['Pack', { x, y }, (t) => tf.stack([tf.transpose(t['x']!), tf.transpose(t['y']!)], 1)],
  [
    'GatherV2',
    { x, positive },
    (t) => tf.gather(t['x']!, tf.cast(tf.slice(t['positive']!, [0, 0, 0], [1, 2, 3]), 'int32'), 1),
  ],
  ['Unpack', { x }, (t) => tf.add(...(tf.unstack(t['x']!, 0) as [tf.Tensor, tf.Tensor]))],
];

const PRODUCTS: Case[] = [false, true].flatMap((left) =>
  [false, true].flatMap((right): Case[] => {
    const a = randomNumbers(left ? [3, 5] : [5, 3], 7);
    const b = randomNumbers(right ? [4, 3] : [3, 4], 8);
    const batchA = randomNumbers([2, ...a.shape], 9);
    const batchB = randomNumbers([2, ...b.shape], 10);
    const name = `${left ? 'transposed ' : ''}by ${right ? 'transposed ' : ''}`;
    return [
      [`BatchMatMul, ${name}`, { a, b }, (t) => tf.matMul(t['a']!, t['b']!, left, right)],
      [
        `BatchMatMul in batches, ${name}`,
        { batchA, batchB },
        (t) => tf.matMul(t['batchA']!, t['batchB']!, left, right),
      ],
      [
        `BatchMatMul of a transposed view, ${name}`,
        { a, b },
        (t) => tf.matMul(tf.transpose(t['a']!), t['b']!, !left, right),
      ],
    ];
  }),
);

const CONVOLUTIONS: Case[] = [
  ['Conv2D, stride 2, padding 1', { images, filter }, (t) => convolve(t, 2, 1)],
  ['Conv2D, stride 1, valid', { images, filter }, (t) => convolve(t, 1, 'valid')],
  ['Conv2D, stride 2, same', { images, filter }, (t) => convolve(t, 2, 'same')],
  ['Conv2D, stride 3, leaving a rest', { images, filter }, (t) => convolve(t, 3, 1)],
  [
    'Conv2DBackpropInput',
    { small: randomNumbers([2, 3, 4, 5], 11), filter },
    (t) => tf.conv2dTranspose(t['small'] as tf.Tensor4D, t['filter'] as tf.Tensor4D, [2, 6, 8, 3], 2, 1),
  ],
];

function both(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.cast(tf.logicalAnd(a, b), 'float32');
}

function convolve(
  t: Record<string, tf.Tensor>,
  stride: number,
  padding: number | 'valid' | 'same',
): tf.Tensor {
  return tf.conv2d(t['images'] as tf.Tensor4D, t['filter'] as tf.Tensor4D, stride, padding);
}

describe.each([
  ['element by element', ELEMENTWISE],
  ['reductions', REDUCTIONS],
  ['shapes', SHAPES],
  ['products of matrices', PRODUCTS],
  ['convolutions', CONVOLUTIONS],
])('Recorded kernels, %s, give what tfjs gives', (_group, cases) => {
  it.each(cases)('%s', async (_name, inputs, program) => {
    const named = (t: Record<string, tf.Tensor>) => ({ result: program(t) });
    expectAgreement(await runRecorded(named, inputs), await runOnTensorFlow(named, inputs), 1e-5);
  });

  it.each(cases.filter(([name]) => isDifferentiable(name)))(
    'gradients through %s',
    async (_name, inputs, program) => {
      const names = Object.keys(inputs);
      const weight = (result: tf.Tensor) => tf.add(tf.mul(result, result), tf.mul(result, 0.5));
      const gradients = (t: Record<string, tf.Tensor>) => {
        const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
          tf.sum(weight(program(Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))))),
        )(names.map((name) => t[name]!));
        return Object.fromEntries(names.map((name, i) => [`d${name}`, grads[i]!]));
      };
      expectAgreement(await runRecorded(gradients, inputs), await runOnTensorFlow(gradients, inputs), 1e-5);
    },
  );
});

/** tfjs has no gradient for these, or one that is 0 everywhere. */
function isDifferentiable(name: string): boolean {
  return !/Select|IsFinite|Equal|Greater|Less|Logical|Cast|Gather|Mean of ones/.test(name);
}

describe('Recording', () => {
  it('says so when a model reads numbers that do not exist yet', () => {
    expect(() => record(({ input }) => void input('x', [2]).dataSync())).toThrow(/no numbers yet/);
  });

  it('says so when a tensor from outside is used', async () => {
    await tf.setBackend('cpu');
    const outside = tf.tensor1d([1, 2]);
    expect(() => record(({ input }) => void tf.add(input('x', [2]), outside))).toThrow(
      /outside the recording/,
    );
    outside.dispose();
  });

  it('leaves the backend as it was', async () => {
    await tf.setBackend('cpu');
    record(({ input, output }) => output('y', tf.relu(input('x', [2]))));
    expect(tf.getBackend()).toBe('cpu');
  });

  it('transposes nothing around a chain of convolutions', () => {
    const graph = record(({ input, output }) => {
      const nchw = input('images', [2, 3, 8, 8]) as tf.Tensor4D;
      const weights = tf.transpose(input('filter', [5, 3, 4, 4]) as tf.Tensor4D, [2, 3, 1, 0]);
      const convolved = tf.conv2d(tf.transpose(nchw, [0, 2, 3, 1]), weights as tf.Tensor4D, 2, 1);
      output('y', tf.transpose(tf.relu(tf.add(convolved, input('bias', [5]))), [0, 3, 1, 2]));
    });
    expect(graph.nodes.map(({ op }) => op)).not.toContain('Transpose');
  });
});
