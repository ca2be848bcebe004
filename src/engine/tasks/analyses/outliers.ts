/** What is odd among the images of the model's dataset, or among others measured by what the model knows of its own. */
import { ACTIVE_VARIANCE } from '../../../shared/models.ts';
import { mahalanobisDistances, measureSpread } from '../../analysis/mahalanobis.ts';
import { rankAverage } from '../../analysis/rank-average.ts';
import { encodeImages } from '../../latent/embed.ts';
import { reconstructionErrors } from '../../latent/reconstruction-errors.ts';
import { openModel } from '../../runtime/model.ts';
import type { Analysis } from '../analyse.ts';
import { ensureCodes } from '../codes.ts';
import { openDatasetPixels } from '../dataset-pixels.ts';

export const outliers: Analysis<'outliers'> = async ({ datasetId, modelId }, context) => {
  const { library, progress, signal } = context;
  const work = { progress, signal };
  const usual = await ensureCodes(modelId, context);
  const isOwn = library.models.get(modelId).datasetId === datasetId;
  const model = await openModel(library.modelFolder(modelId));
  try {
    const { image, latent } = model.card;
    // Codes of an autoencoder have no scale by which a small variance would mean that a dimension is not in use.
    const leastVariance = latent.prior === 'standard-normal' ? ACTIVE_VARIANCE : 0;
    const spread = await measureSpread(usual, { leastVariance, signal });
    const source = await openDatasetPixels(datasetId, image, context);
    try {
      const codes = isOwn ? usual : await encodeImages(model, source, work);
      const mahalanobis = await mahalanobisDistances(spread, codes, work);
      const canDraw = model.card.files.decoder !== null;
      const reconstruction = canDraw
        ? await reconstructionErrors(model, source, codes, work)
        : new Float32Array(codes.rows).fill(NaN);
      return {
        kind: 'outliers',
        score: canDraw ? rankAverage(reconstruction, mahalanobis) : rankAverage(mahalanobis),
        reconstruction,
        mahalanobis,
      };
    } finally {
      source.close();
    }
  } finally {
    await model.dispose();
  }
};
