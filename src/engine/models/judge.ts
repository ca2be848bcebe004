/**
 * A discriminator of images: the convolutions of the model's encoder at half their width, without normalisation, LeakyReLU in between
 * (Radford, Metz and Chintala 2016, "Unsupervised representation learning with DCGANs", section 3), and one logit. For a model of
 * dense layers, one hidden layer.
 */
import * as tf from '@tensorflow/tfjs-core';
import { DISCRIMINATOR, type ModelPlan, type Parameters } from './definition.ts';
import { type LayerSpec, convolution, convolutionSpec, dense, denseSpec } from './layers.ts';
import { windowsFor } from './convolutional-network.ts';
import { hasConvolutions } from './networks.ts';

const LEAK = 0.2;
const LOGIT = `${DISCRIMINATOR}logit`;

export interface Judge {
  readonly layers: readonly LayerSpec[];
  verdict(parameters: Parameters, images: tf.Tensor4D): Verdict;
}

export interface Verdict {
  /** [n, width], the activations before the verdict. */
  features: tf.Tensor2D;
  /** [n, 1], positive for images that it takes for real. */
  logit: tf.Tensor2D;
}

export function buildJudge(plan: ModelPlan): Judge {
  return hasConvolutions(plan) ? convolutionalJudge(plan) : denseJudge(plan);
}

function convolutionalJudge({ size, imageChannels, channels }: ModelPlan): Judge {
  const { windows, side } = windowsFor(size, channels.length);
  const widths = [imageChannels, ...channels.map((width) => Math.max(1, Math.ceil(width / 2)))];
  const width = widths.at(-1)! * side * side;
  const specs = windows.map((window, i) =>
    convolutionSpec(`${DISCRIMINATOR}conv${i + 1}`, widths[i]!, widths[i + 1]!, window, 'relu'),
  );
  return {
    layers: [...specs, denseSpec(LOGIT, width, 1, 'linear')],
    verdict(parameters, images) {
      const hidden = specs.reduce<tf.Tensor4D>(
        (x, { name }, i) => tf.leakyRelu(convolution(parameters, name, x, windows[i]!), LEAK),
        tf.transpose(images, [0, 2, 3, 1]),
      );
      const features: tf.Tensor2D = tf.reshape(tf.transpose(hidden, [0, 3, 1, 2]), [-1, width]);
      return { features, logit: dense(parameters, LOGIT, features) };
    },
  };
}

function denseJudge({ size, imageChannels, channels }: ModelPlan): Judge {
  const pixels = imageChannels * size ** 2;
  const width = channels[0] ?? 1;
  const hidden = denseSpec(`${DISCRIMINATOR}dense1`, pixels, width, 'relu');
  return {
    layers: [hidden, denseSpec(LOGIT, width, 1, 'linear')],
    verdict(parameters, images) {
      const features = tf.leakyRelu(dense(parameters, hidden.name, tf.reshape(images, [-1, pixels])), LEAK);
      return { features, logit: dense(parameters, LOGIT, features) };
    },
  };
}
