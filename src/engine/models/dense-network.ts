/** Layers in which everything is connected with everything. */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelPlan } from './definition.ts';
import { type Drawing, dense, denseSpec } from './layers.ts';
import { sigmoidPrediction } from './likelihoods.ts';
import type { Network } from './networks.ts';

/** Without `channels` there is nothing but one matrix on either side; a linear architecture also leaves the sigmoid away. */
export function denseNetwork(
  { size, imageChannels, channels, architecture }: ModelPlan,
  codeWidth: number,
): Network {
  const pixels = imageChannels * size * size;
  const widths = [pixels, ...channels];
  const backWidths = [codeWidth, ...channels.toReversed(), pixels];
  const down = channels.map((width, i) => denseSpec(`encoder.dense${i + 1}`, widths[i]!, width, 'relu'));
  const draws: Drawing = {
    channels: imageChannels,
    side: size,
    of: architecture === 'linear' ? 'pixels' : 'logits',
  };
  const up = backWidths.slice(1).map((width, i) => {
    const followedBy = i === channels.length ? 'linear' : 'relu';
    const spec = denseSpec(`decoder.dense${i + 1}`, backWidths[i]!, width, followedBy);
    return followedBy === 'linear' ? { ...spec, draws } : spec;
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
