/** Convolutions that halve the image, and their mirror. */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelPlan } from './definition.ts';
import {
  type Window,
  convolution,
  convolutionSpec,
  dense,
  denseSpec,
  transposedConvolution,
  transposedConvolutionSpec,
} from './layers.ts';
import { sigmoidPrediction } from './likelihoods.ts';
import type { Network } from './networks.ts';

const HALVING: Window = { kernel: 4, stride: 2 };
const KEEPING: Window = { kernel: 3, stride: 1 };
/** Images are halved down to this side at the least, so that the last features still know where they are. */
const SMALLEST_SIDE = 4;

/** One convolution per entry of `channels`: it halves the image while that leaves whole pixels, else keeps its size. */
export function windowsFor(size: number, count: number): { windows: Window[]; side: number } {
  let side = size;
  const windows = Array.from({ length: count }, () => {
    if (side % 2 !== 0 || side / 2 < SMALLEST_SIDE) return KEEPING;
    side /= 2;
    return HALVING;
  });
  return { windows, side };
}

export function convolutionalNetwork(
  { size, imageChannels, channels }: ModelPlan,
  codeWidth: number,
): Network {
  const { windows, side } = windowsFor(size, channels.length);
  const widths = [imageChannels, ...channels];
  const deepest = channels.at(-1)!;
  const features = deepest * side * side;
  const down = windows.map((window, i) =>
    convolutionSpec(`encoder.conv${i + 1}`, widths[i]!, widths[i + 1]!, window, 'relu'),
  );
  const upWindows = windows.toReversed();
  const upWidths = widths.toReversed();
  const up = upWindows.map((window, i) => {
    const followedBy = i === windows.length - 1 ? 'linear' : 'relu';
    const specOf = window.stride === 2 ? transposedConvolutionSpec : convolutionSpec;
    const spec = specOf(`decoder.conv${i + 1}`, upWidths[i]!, upWidths[i + 1]!, window, followedBy);
    const draws = { channels: imageChannels, side: 1, of: 'logits' } as const;
    return followedBy === 'linear' ? { ...spec, draws } : spec;
  });
  const expand = denseSpec('decoder.expand', codeWidth, features, 'relu');

  return {
    layers: [...down, expand, ...up],
    features,
    lastLayer: up.at(-1)!.name,
    extract(parameters, images) {
      const hidden = down.reduce<tf.Tensor4D>(
        (x, { name }, i) => tf.relu(convolution(parameters, name, x, windows[i]!)),
        tf.transpose(images, [0, 2, 3, 1]),
      );
      // Features are numbered channel by channel, as in PyTorch and ONNX.
      return tf.reshape(tf.transpose(hidden, [0, 3, 1, 2]), [-1, features]);
    },
    generate(parameters, code) {
      const expanded = tf.relu(dense(parameters, expand.name, code));
      const start = tf.reshape(expanded, [-1, deepest, side, side]) as tf.Tensor4D;
      const output = up.reduce<tf.Tensor4D>(
        (x, { name }, i) => {
          const window = upWindows[i]!;
          const next = (window.stride === 2 ? transposedConvolution : convolution)(
            parameters,
            name,
            x,
            window,
          );
          return i === up.length - 1 ? next : tf.relu(next);
        },
        tf.transpose(start, [0, 2, 3, 1]),
      );
      return sigmoidPrediction(tf.transpose(output, [0, 3, 1, 2]));
    },
  };
}
