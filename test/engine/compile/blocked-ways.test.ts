import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Choose, candidatesFor } from '../../../src/engine/compile/lowering.ts';
import {
  type NamedNumbers,
  expectAgreement,
  randomNumbers,
  relativeError,
  runOnTensorFlow,
  runRecorded,
} from './executors.ts';

/** [kernel height, kernel width], stride, padding at all sides or 'same', [height, width] of the image. */
type Window = readonly [[number, number], number, number | 'same', [number, number]];

const WINDOWS: Readonly<Record<string, Window>> = {
  'kernel 4, stride 2': [[4, 4], 2, 1, [8, 12]],
  'kernel 4, stride 2, padding by name': [[4, 4], 2, 'same', [8, 4]],
  'kernel 3, stride 1': [[3, 3], 1, 1, [5, 7]],
  'kernel 3, stride 2, which leaves a row over': [[3, 3], 2, 1, [8, 6]],
  'kernel 2 by 6, stride 2': [[2, 6], 2, 'same', [6, 8]],
};

/** A convolution of 16 to 32 channels with its two gradients, and the transposed convolution. */
function programOf([, stride, padding]: Window) {
  return (t: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const [images, filter] = [t['images'] as tf.Tensor4D, t['filter'] as tf.Tensor4D];
    const convolve = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, stride, padding);
    const loss = (x: tf.Tensor, w: tf.Tensor) =>
      tf.sum(tf.square(convolve(x as tf.Tensor4D, w as tf.Tensor4D)));
    const [byImages, byFilter] = tf.grads(loss)([images, filter]);
    return { convolved: convolve(images, filter), byImages: byImages!, byFilter: byFilter! };
  };
}

function numbersFor([[kernelHeight, kernelWidth], , , [height, width]]: Window): NamedNumbers {
  return {
    images: randomNumbers([3, height, width, 16], 1),
    filter: randomNumbers([kernelHeight, kernelWidth, 16, 32], 2),
  };
}

/** Takes the way of that name wherever there is one, and counts how often. */
function choosing(name: string): { choose: Choose; taken: () => number } {
  let taken = 0;
  const choose: Choose = (_node, candidates) => {
    const wanted = candidates.find((candidate) => candidate.name === name);
    if (wanted) taken++;
    return wanted ?? candidates[0]!;
  };
  return { choose, taken: () => taken };
}

/** Numbers in a block on this processor. */
async function blockHere(): Promise<number> {
  const window = WINDOWS['kernel 4, stride 2']!;
  const [program, numbers] = [programOf(window), numbersFor(window)];
  const expected = (await runOnTensorFlow(program, numbers))['convolved']!.data;
  for (const block of [16, 8]) {
    const result = await runRecorded(program, numbers, choosing(`blocked by ${block}`).choose);
    if (relativeError(result['convolved']!.data, expected) < 1e-4) return block;
  }
  throw new Error('No size of blocks gives the right result');
}

const block = await blockHere();
/** Of the convolution, its gradient by the image, and that by the filter; tiles are for the first and the last. */
const WAYS = [`blocked by ${block}`, `phases, blocked by ${block}`, 'products of rows', 'products of tiles'];

describe('Ways that use the layout of the processor', () => {
  it.each(
    Object.entries(WINDOWS).flatMap(([window, shape]) => WAYS.map((way) => [way, window, shape] as const)),
  )('%s give what tfjs gives: %s', async (way, _name, window) => {
    const [program, numbers] = [programOf(window), numbersFor(window)];
    const recorded = await runRecorded(program, numbers, choosing(way).choose);
    expectAgreement(recorded, await runOnTensorFlow(program, numbers), 1e-5);
  });

  it.each(WAYS)('are offered for kernel 4, stride 2: %s', async (way) => {
    const window = WINDOWS['kernel 4, stride 2']!;
    const { choose, taken } = choosing(way);
    await runRecorded(programOf(window), numbersFor(window), choose);
    expect(taken()).toBe(way === 'products of tiles' ? 2 : 1);
  });

  it('read images of few channels as they are', async () => {
    const window = WINDOWS['kernel 4, stride 2']!;
    const numbers = { images: randomNumbers([3, 8, 12, 3], 1), filter: randomNumbers([4, 4, 3, 32], 2) };
    const { choose, taken } = choosing(`blocked by ${block}`);
    const recorded = await runRecorded(programOf(window), numbers, choose);
    expectAgreement(recorded, await runOnTensorFlow(programOf(window), numbers), 1e-5);
    expect(taken()).toBe(1);
  });

  it('are not offered where channels do not fill the blocks', () => {
    const value = (shape: number[]) => ({ name: 'value', dtype: 'float32' as const, shape });
    const window = { kernel_shape: [4, 4], strides: [2, 2], dilations: [1, 1], pads: [1, 1, 1, 1] };
    const inputs = [value([2, 24, 8, 8]), value([24, 20, 4, 4])];
    const node = {
      op: 'ConvTranspose',
      domain: '',
      inputs,
      outputs: [value([2, 20, 16, 16])],
      attributes: window,
    };
    expect(candidatesFor(node).map(({ name }) => name)).toEqual(['standard']);
  });

  it('are tiles only where tiles of 2x2 outputs cover the image', async () => {
    const cases: [sides: [number, number], times: number][] = [
      [[8, 12], 2],
      [[8, 6], 0],
      [[14, 8], 0],
    ];
    for (const [sides, times] of cases) {
      const window: Window = [[4, 4], 2, 1, sides];
      const { choose, taken } = choosing('products of tiles');
      await runRecorded(programOf(window), numbersFor(window), choose);
      expect(taken(), String(sides)).toBe(times);
    }
  });
});
