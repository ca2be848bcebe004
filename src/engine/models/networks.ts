/** The architectures: what comes before the latent space, and its mirror behind it. */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelPlan, Parameters } from './definition.ts';
import {
  type LayerSpec,
  type Window,
  convolution,
  convolutionSpec,
  dense,
  denseSpec,
  transposedConvolution,
  transposedConvolutionSpec,
} from './layers.ts';
import type { Prediction } from './likelihoods.ts';

export interface Network {
  readonly layers: readonly LayerSpec[];
  /** Width of what `extract` returns; the heads of a family go on from there. */
  readonly features: number;
  /** Name of the layer that ends in pixels. */
  readonly lastLayer: string;
  /** @param images [n, channels, height, width]. @returns [n, features]. */
  extract(parameters: Parameters, images: tf.Tensor4D): tf.Tensor2D;
  /** @param code [n, width of the code]. */
  generate(parameters: Parameters, code: tf.Tensor2D): Prediction;
}

/** @param codeWidth numbers that the decoder starts from: the code, and whatever a family adds to it. */
export function buildNetwork(plan: ModelPlan, codeWidth = plan.latent): Network {
  return plan.architecture === 'convolutional'
    ? convolutionalNetwork(plan, codeWidth)
    : denseNetwork(plan, codeWidth);
}

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

function convolutionalNetwork({ size, imageChannels, channels }: ModelPlan, codeWidth: number): Network {
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
    const spec = window.stride === 2 ? transposedConvolutionSpec : convolutionSpec;
    return spec(`decoder.conv${i + 1}`, upWidths[i]!, upWidths[i + 1]!, window, followedBy);
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

function sigmoidPrediction(logits: tf.Tensor4D): Prediction {
  return { logits, image: tf.sigmoid(logits) };
}

/** Without `channels` there is nothing but one matrix on either side; a linear architecture also leaves the sigmoid away. */
function denseNetwork(
  { size, imageChannels, channels, architecture }: ModelPlan,
  codeWidth: number,
): Network {
  const pixels = imageChannels * size * size;
  const widths = [pixels, ...channels];
  const backWidths = [codeWidth, ...channels.toReversed(), pixels];
  const down = channels.map((width, i) => denseSpec(`encoder.dense${i + 1}`, widths[i]!, width, 'relu'));
  const up = backWidths.slice(1).map((width, i) => {
    const followedBy = i === channels.length ? 'linear' : 'relu';
    return denseSpec(`decoder.dense${i + 1}`, backWidths[i]!, width, followedBy);
  });

  return {
    layers: [...down, ...up],
    features: widths.at(-1)!,
    lastLayer: up.at(-1)!.name,
    extract: (parameters, images) =>
      down.reduce<tf.Tensor2D>(
        (x, { name }) => tf.relu(dense(parameters, name, x)),
        tf.reshape(images, [-1, pixels]),
      ),
    generate(parameters, code) {
      const output = up.reduce<tf.Tensor2D>((x, { name }, i) => {
        const next = dense(parameters, name, x);
        return i === up.length - 1 ? next : tf.relu(next);
      }, code);
      const image = tf.reshape(output, [-1, imageChannels, size, size]) as tf.Tensor4D;
      return architecture === 'linear' ? { logits: image, image } : sigmoidPrediction(image);
    },
  };
}
