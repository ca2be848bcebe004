/** The model that speed and memory are told of: the VAE for 64x64 colour images that `bench/train.ts` describes. */
import { defineModel } from '../../src/engine/models/define.ts';
import { Random } from '../../src/engine/models/random.ts';
import type { StepInputs } from '../../src/engine/runtime/training-session.ts';

export const referenceModel = defineModel({
  family: 'vae',
  size: 64,
  imageChannels: 3,
  latent: 64,
  likelihood: 'gaussian',
  architecture: 'convolutional',
  channels: [32, 64, 128, 256],
  settings: {},
  labels: [],
});

/** The same random images at every step, with new noise. */
export function referenceSteps(batch: number): () => StepInputs {
  const random = new Random(1);
  const images = Uint8Array.from({ length: batch * 3 * 64 * 64 }, () => random.below(256));
  const noise = { posterior: new Float32Array(batch * 64) };
  return () => {
    random.fillNormal(noise.posterior);
    return { images, noise, learningRate: 1e-3 };
  };
}
