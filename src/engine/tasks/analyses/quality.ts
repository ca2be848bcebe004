/** Which pictures are bad ones: dark, bright, blurred, empty, or of a size or shape unlike the others. */
import { judgeQuality, type MeasuredPicture } from '../../analysis/image-quality.ts';
import { decodeFiles } from '../../images/decode-pool.ts';
import { originalMissing } from '../../images/prepare-pixels.ts';
import { ProgressMeter } from '../../images/progress-meter.ts';
import type { Analysis } from '../analyse.ts';

/** Originals that cannot be read any more are left out, unless there are no others. */
export const quality: Analysis<'quality'> = async ({ datasetId }, { library, progress, signal }) => {
  const { datasets } = library;
  const meter = new ProgressMeter('Reading images', datasets.count(datasetId), progress);
  const request = { pixels: null, tiles: [], appearance: true };
  const pictures: (MeasuredPicture | null)[] = [];
  let lost: { path: string; reason: string } | undefined;
  for await (const { file, outcome } of decodeFiles(datasets.eachImage(datasetId), request, { signal })) {
    if ('reason' in outcome) {
      lost ??= { path: file.path, reason: outcome.reason };
      pictures.push(null);
    } else {
      const { width, height, appearance } = outcome;
      pictures.push({ width, height, appearance: appearance! });
    }
    meter.advance();
  }
  meter.finish();
  if (lost && pictures.every((picture) => picture === null)) throw originalMissing(lost.path, lost.reason);
  return { kind: 'quality', ...judgeQuality(pictures) };
};
