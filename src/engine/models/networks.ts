/** The architectures: what comes before the latent space, and its mirror behind it. */
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { convolutionalNetwork } from './convolutional-network.ts';
import type { ModelPlan, Parameters } from './definition.ts';
import { denseNetwork } from './dense-network.ts';
import type { LayerSpec } from './layers.ts';
import type { Prediction } from './likelihoods.ts';
import { mixedNetwork } from './mixed-network.ts';

export interface Network {
  readonly layers: readonly LayerSpec[];
  /** Width of what `extract` returns; the heads of a family go on from there. */
  readonly features: number;
  /** Name of the layer that ends in pixels. */
  readonly lastLayer: string;
  /** @param images [n, channels, height, width]. @returns [n, features]. */
  extract(parameters: Parameters, images: Tensor4D): Tensor2D;
  /** @param code [n, width of the code]. */
  generate(parameters: Parameters, code: Tensor2D): Prediction;
}

export function hasConvolutions({ architecture }: Pick<ModelPlan, 'architecture'>): boolean {
  return architecture === 'mixed' || architecture === 'convolutional';
}

/** @param codeWidth numbers that the decoder starts from: the code, and whatever a family adds to it. */
export function buildNetwork(plan: ModelPlan, codeWidth = plan.latent): Network {
  switch (plan.architecture) {
    case 'mixed':
      return mixedNetwork(plan, codeWidth);
    case 'convolutional':
      return convolutionalNetwork(plan, codeWidth);
    case 'dense':
    case 'linear':
      return denseNetwork(plan, codeWidth);
  }
}
