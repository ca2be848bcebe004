/** Normal distributions of codes: drawing from them, their densities, and how far they are from the prior. */
import * as tf from '@tensorflow/tfjs-core';

/** KL(N(mean, exp(logVariance)) || N(0, 1)) for every dimension, in nats (Kingma and Welling 2014, appendix B). */
export function klFromStandardNormal(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor2D {
  const secondMoment = tf.add(tf.exp(logVariance), tf.square(mean));
  return tf.mul(tf.sub(secondMoment, tf.add(logVariance, 1)), 0.5);
}

/** A draw from N(mean, exp(logVariance)) as a function of noise from N(0, 1) (Kingma and Welling 2014, eq. 10). */
export function sampleCode(mean: tf.Tensor2D, logVariance: tf.Tensor2D, noise: tf.Tensor): tf.Tensor2D {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
}

/** log N(x; mean, exp(logVariance)) of every element, in nats; shapes broadcast. */
export function logNormalDensity(x: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor): tf.Tensor {
  const squares = tf.mul(tf.square(tf.sub(x, mean)), tf.exp(tf.neg(logVariance)));
  return tf.mul(tf.add(tf.add(squares, logVariance), Math.log(2 * Math.PI)), -0.5);
}

/** Mean over the batch of the KL from the prior, summed over dimensions, []. */
export function meanKl(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sum(klFromStandardNormal(mean, logVariance), 1));
}
