/** What the check of an imported model has found, in sentences. */
import type { ModelIo, ValueRange } from './imported.ts';
import type { ImportModelResult } from './job-results.ts';

const RANGES: Readonly<Record<ValueRange, string>> = {
  '0..1': 'from 0 to 1',
  '-1..1': 'from -1 to 1',
  '0..255': 'from 0 to 255',
  imagenet: "less ImageNet's mean and divided by its deviation",
};

export function importedSentences({
  size,
  channels,
  latent,
  io,
  validation,
}: Omit<ImportModelResult, 'modelId' | 'name'>): string[] {
  const kind = channels === 1 ? 'grey' : 'colour';
  const { encoder, decoder } = io;
  const codes =
    encoder.logVariance === null ? `“${encoder.code}”` : `“${encoder.code}” with “${encoder.logVariance}”`;
  return [
    `The encoder takes ${size} × ${size} ${kind} images as ${imagesInWords(encoder.image)}${batchInWords(encoder.batch)}.`,
    `It gives codes of ${latent} ${latent === 1 ? 'number' : 'numbers'} (${codes}).`,
    decoder === null
      ? 'There is no decoder: maps, neighbours, clusters and outliers work, pictures from codes do not.'
      : `The decoder takes them as “${decoder.code.name}” and draws ${imagesInWords(decoder.image)}${batchInWords(decoder.batch)}.`,
    ...(validation === null
      ? decoder === null && encoder.image.range === '0..1'
        ? [
            'What range of values it was trained with cannot be told without a decoder: say so if it is not 0 to 1.',
          ]
        : []
      : [
          `It reconstructs ${validation.images} images of this dataset with ${validation.psnr.toFixed(1)} dB (mean squared error ${validation.mse.toPrecision(3)}).`,
        ]),
  ];
}

function imagesInWords({ name, layout, range }: ModelIo['encoder']['image']): string {
  return `“${name}”, ${layout}, values ${RANGES[range]}`;
}

function batchInWords(batch: number | null): string {
  if (batch === null) return '';
  return batch === 1 ? ', one at a time' : `, ${batch} at a time`;
}
