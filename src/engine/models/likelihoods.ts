/**
 * How likely an image is under what the decoder says: -log p(x | z) in nats, summed over pixels and channels.
 * `beta` weighs the KL term against these, so it only means something beside the likelihood and its variance.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Likelihood } from '../../shared/models.ts';

/** What the decoder says about images, [n, channels, height, width] each. */
export interface Prediction {
  image: tf.Tensor4D;
  /** Of which `image` is the sigmoid; the image itself where the decoder has no sigmoid. */
  logits: tf.Tensor4D;
}

export function sigmoidPrediction(logits: tf.Tensor4D): Prediction {
  return { logits, image: tf.sigmoid(logits) };
}

export interface LikelihoodModel {
  /** Mean over the batch, []; what training minimises. */
  loss(images: tf.Tensor4D, prediction: Prediction): tf.Scalar;
  /** [n], from which `average` finds the mean over any number of images. */
  perImage(images: tf.Tensor4D, prediction: Prediction): tf.Tensor1D;
  /** Mean negative log-likelihood per image, in nats, of images of `values` numbers each. */
  average(perImage: Float32Array, values: number): number;
}

/**
 * Variance of the Gaussian likelihood, per pixel value with images in 0..1. At 1/2 the loss is the sum of squared
 * errors plus a constant, which is what most published VAE code minimises, and so what its betas refer to.
 */
export const GAUSSIAN_VARIANCE = 0.5;

/** Variance of rounding to 8 bits, (1/255)^2 / 12: images say nothing about errors smaller than that. */
const ROUNDING_VARIANCE = 1 / (12 * 255 ** 2);

/** [n], summed over pixels and channels. */
export function squaredErrorPerImage(images: tf.Tensor4D, { image }: Prediction): tf.Tensor1D {
  return tf.sum(tf.squaredDifference(image, images), [1, 2, 3]);
}

function valuesPerImage(images: tf.Tensor4D): number {
  return images.shape[1] * images.shape[2] * images.shape[3];
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** N(x; image, 1/2): squared error / (2 variance) + log(2 pi variance) / 2 per value. */
const gaussian: LikelihoodModel = {
  loss: (images, prediction) => tf.mean(gaussian.perImage(images, prediction)),
  perImage(images, prediction) {
    const constant = (valuesPerImage(images) / 2) * Math.log(2 * Math.PI * GAUSSIAN_VARIANCE);
    const error = tf.mul(squaredErrorPerImage(images, prediction), 1 / (2 * GAUSSIAN_VARIANCE));
    return tf.add(error, constant);
  },
  average: mean,
};

/** Cross-entropy of grey values read as probabilities, from the logits: softplus(l) - x l. */
const bernoulli: LikelihoodModel = {
  loss: (images, prediction) => tf.mean(bernoulli.perImage(images, prediction)),
  perImage: (images, { logits }) => tf.sum(tf.sub(tf.softplus(logits), tf.mul(images, logits)), [1, 2, 3]),
  average: mean,
};

/**
 * A Gaussian whose variance is the maximum-likelihood one, the mean squared error of the batch (Rybkin, Daniilidis and
 * Levine 2021, "Simple and effective VAE training with calibrated decoders", eq. 5). With D values per image the loss
 * is then D/2 (log(2 pi MSE) + 1). Over a held-out set the variance is the mean squared error of the whole set.
 */
const optimalSigma: LikelihoodModel = {
  loss(images, prediction) {
    const values = valuesPerImage(images);
    const variance = tf.maximum(
      tf.mul(tf.mean(squaredErrorPerImage(images, prediction)), 1 / values),
      ROUNDING_VARIANCE,
    );
    return tf.mul(tf.add(tf.log(variance), Math.log(2 * Math.PI) + 1), values / 2);
  },
  perImage: squaredErrorPerImage,
  average(squaredErrors, values) {
    const variance = Math.max(mean(squaredErrors) / values, ROUNDING_VARIANCE);
    return (values / 2) * (Math.log(2 * Math.PI * variance) + 1);
  },
};

export const LIKELIHOODS: Readonly<Record<Likelihood, LikelihoodModel>> = {
  gaussian,
  bernoulli,
  'optimal-sigma': optimalSigma,
};
