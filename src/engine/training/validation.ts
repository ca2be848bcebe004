/**
 * From measures per image to the numbers of a validation. All losses are in nats, summed over pixels and latent dimensions and
 * averaged over the images:
 *
 *     mse, psnr        of decode(mean), the reconstruction that people see; psnr is 10 log10(1 / mse), 100 dB at the most
 *     reconstruction   -log p(x | z) with z drawn from the posterior, once per image: an unbiased estimate of the
 *                      expectation in the evidence lower bound. Under optimal sigma the variance is the mean squared error
 *                      over all these images, with D values per image D/2 (log(2 pi variance) + 1).
 *     kl               KL(q(z | x) || N(0, I)) in closed form
 *     elbo             -(reconstruction + kl), at beta 1 whatever the training's beta; null for an autoencoder
 *     activeUnits      dimensions whose posterior mean has a variance of at least 0.01 over the images (Burda, Grosse and
 *                      Salakhutdinov 2016, "Importance weighted autoencoders", section 5.1)
 *     sharpness        mean squared Laplacian of the reconstructions of the mean, divided by that of the images (sharpness.ts);
 *                      1 is as sharp. A VAE of photographs has some tenths: what the code does not say is averaged away
 *     training         the same figures of a fixed sample of images that the model learnt from (`trainingSample` in split.ts),
 *                      without the variations that training makes of them
 *     gap              the held-out loss minus that of `training`, both -elbo, or of points the reconstruction. Under optimal sigma
 *                      each side has its own variance, so that the gap is D/2 log(mse / training mse) plus the difference in KL
 */
import { ACTIVE_VARIANCE, type Validation } from '../../shared/models.ts';
import { psnrOf } from '../latent/psnr.ts';
import { FAMILIES } from '../../shared/families.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { laplacianEnergy } from './sharpness.ts';

/** Some images and what was measured of them, `[n]` or `[n, latent]`; see `Evaluation`. */
export interface Measures {
  /** [n, channels, size, size], 0..255. */
  images: Uint8Array;
  /** [n, channels, size, size], in 0..1. */
  reconstructions: Float32Array;
  squaredError: Float32Array;
  reconstruction: Float32Array;
  kl: Float32Array;
  mean: Float32Array;
}

/** Takes in images in any number of pieces; what it keeps per image is one number. */
export class ValidationSums {
  readonly #definition: ModelDefinition;
  readonly #reconstruction: Float32Array;
  readonly #kl: Float64Array;
  readonly #mean: Float64Array;
  /** Sum of squared deviations from the mean so far (Welford 1962), which does not cancel when means are large. */
  readonly #deviation: Float64Array;
  #images = 0;
  #squaredError = 0;
  /** Sums of mean squared Laplacians. */
  #detail = 0;
  #reconstructedDetail = 0;

  /** @param images that will be added in all. */
  constructor(definition: ModelDefinition, images: number) {
    const { latent } = definition.plan;
    this.#definition = definition;
    this.#reconstruction = new Float32Array(images);
    this.#kl = new Float64Array(latent);
    this.#mean = new Float64Array(latent);
    this.#deviation = new Float64Array(latent);
  }

  add({ images, reconstructions, squaredError, reconstruction, kl, mean }: Measures): void {
    const { latent, imageChannels: channels, size } = this.#definition.plan;
    for (let image = 0; image < squaredError.length; image++) {
      this.#detail += laplacianEnergy(images, image, { channels, size }) / 255 ** 2;
      this.#reconstructedDetail += laplacianEnergy(reconstructions, image, { channels, size });
      this.#squaredError += squaredError[image]!;
      this.#reconstruction[this.#images++] = reconstruction[image]!;
      for (let d = 0, at = image * latent; d < latent; d++, at++) {
        this.#kl[d]! += kl[at]!;
        const difference = mean[at]! - this.#mean[d]!;
        this.#mean[d]! += difference / this.#images;
        this.#deviation[d]! += difference * (mean[at]! - this.#mean[d]!);
      }
    }
  }

  /** Without a comparison with training images; see `comparedWithTraining`. */
  validation(): Validation {
    const { family, size, imageChannels } = this.#definition.plan;
    const images = this.#images;
    const mse = this.#squaredError / images / (imageChannels * size ** 2);
    const reconstruction = this.#definition.averageReconstruction(this.#reconstruction);
    const { variational } = FAMILIES[family];
    const klPerDimension = variational ? Array.from(this.#kl, (sum) => sum / images) : [];
    const kl = klPerDimension.reduce((sum, value) => sum + value, 0);
    const meanVariance = Array.from(this.#deviation, (sum) => sum / images);
    return {
      images,
      mse,
      psnr: psnrOf(mse),
      reconstruction,
      kl,
      elbo: variational ? -(reconstruction + kl) : null,
      activeUnits: meanVariance.filter((variance) => variance >= ACTIVE_VARIANCE).length,
      klPerDimension,
      meanVariance,
      sharpness: this.#detail > 0 ? this.#reconstructedDetail / this.#detail : null,
      training: null,
      gap: null,
    };
  }
}

/** The validation with what a sample of the training images measures under the same weights beside it. */
export function comparedWithTraining(heldOut: Validation, training: Validation): Validation {
  const { images, mse, psnr, reconstruction, kl } = training;
  return {
    ...heldOut,
    training: { images, mse, psnr, reconstruction, kl },
    gap: lossOf(heldOut) - lossOf(training),
  };
}

/** -ELBO at beta 1; of points, the reconstruction. */
function lossOf({ elbo, reconstruction }: Validation): number {
  return elbo === null ? reconstruction : -elbo;
}

/**
 * What early stopping minimises; lower is better. It is the objective at its full weight, reconstruction + beta KL: at beta 1 that is
 * -ELBO, of points the reconstruction. By -ELBO at beta 1 a beta-VAE would be stopped while its beta is still being warmed up. Where
 * held-out images cannot tell how good a model is at its objective, the last weights count as the best.
 *
 * @param beta at its full weight.
 * @param epoch after which it was measured.
 */
export function heldOutScore(
  { judgedByTrainingAlone }: Pick<ModelDefinition, 'judgedByTrainingAlone'>,
  beta: number,
  { reconstruction, kl }: Validation,
  epoch: number,
): number {
  if (judgedByTrainingAlone) return -epoch;
  return reconstruction + beta * kl;
}
