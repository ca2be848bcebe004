import type { Validation } from '../shared/models.ts';

/** What was measured on held-out images, in words. */
export function validationLines({
  images,
  mse,
  psnr,
  reconstruction,
  kl,
  elbo,
  activeUnits,
  klPerDimension,
}: Validation): string[] {
  const error = `On ${images} held-out images: mean squared error ${mse.toPrecision(4)} (${psnr.toFixed(1)} dB)`;
  if (elbo === null) return [`${error}.`];
  return [
    `${error}, reconstruction ${reconstruction.toFixed(2)} nats, KL ${kl.toFixed(2)} nats, ELBO ${elbo.toFixed(2)} nats.`,
    `${activeUnits} of ${klPerDimension.length} latent dimensions are in use.`,
  ];
}
