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
  sharpness,
  training,
  gap,
}: Validation): string[] {
  const error = `On ${images} held-out images: mean squared error ${mse.toPrecision(4)} (${psnr.toFixed(1)} dB)`;
  const lines =
    elbo === null
      ? [`${error}.`]
      : [
          `${error}, reconstruction ${reconstruction.toFixed(2)} nats, KL ${kl.toFixed(2)} nats, ELBO ${elbo.toFixed(2)} nats.`,
          `${activeUnits} of ${klPerDimension.length} latent dimensions are in use.`,
        ];
  if (sharpness !== null)
    lines.push(
      `Sharpness ${sharpness.toFixed(2)}: detail of the reconstructions as a share of the originals'.`,
    );
  if (training !== null && gap !== null) {
    const { images: learnt, mse: learntError } = training;
    lines.push(
      `On ${learnt} of the training images: mean squared error ${learntError.toPrecision(4)}. The held-out loss is ` +
        `${Math.abs(gap).toFixed(2)} nats ${gap < 0 ? 'lower' : 'higher'}.`,
    );
  }
  return lines;
}
