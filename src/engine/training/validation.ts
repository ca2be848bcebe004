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
 */
import type { Validation } from '../../shared/models.ts';
import { psnrOf } from '../latent/psnr.ts';
import type { ModelDefinition } from '../models/definition.ts';

const ACTIVE_VARIANCE = 0.01;

/** Measures of some images, `[n]` or `[n, latent]`; see `Evaluation`. */
export interface Measures {
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

  /** @param images that will be added in all. */
  constructor(definition: ModelDefinition, images: number) {
    const { latent } = definition.plan;
    this.#definition = definition;
    this.#reconstruction = new Float32Array(images);
    this.#kl = new Float64Array(latent);
    this.#mean = new Float64Array(latent);
    this.#deviation = new Float64Array(latent);
  }

  add({ squaredError, reconstruction, kl, mean }: Measures): void {
    const { latent } = this.#definition.plan;
    for (let image = 0; image < squaredError.length; image++) {
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

  validation(): Validation {
    const { family, size, imageChannels } = this.#definition.plan;
    const images = this.#images;
    const mse = this.#squaredError / images / (imageChannels * size ** 2);
    const reconstruction = this.#definition.averageReconstruction(this.#reconstruction);
    const variational = family !== 'autoencoder';
    const klPerDimension = variational ? Array.from(this.#kl, (sum) => sum / images) : [];
    const kl = klPerDimension.reduce((sum, value) => sum + value, 0);
    return {
      images,
      mse,
      psnr: psnrOf(mse),
      reconstruction,
      kl,
      elbo: variational ? -(reconstruction + kl) : null,
      activeUnits: this.#deviation.filter((sum) => sum / images >= ACTIVE_VARIANCE).length,
      klPerDimension,
    };
  }
}

/** What early stopping minimises: -ELBO at beta 1, or the reconstruction of an autoencoder. Lower is better. */
export function heldOutScore({ elbo, reconstruction }: Validation): number {
  return elbo === null ? reconstruction : -elbo;
}
