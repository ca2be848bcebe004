/** Which nearest neighbours two models of one dataset agree on. */
import { MorphospaceError } from '../../../shared/errors.ts';
import { neighbourOverlap } from '../../analysis/neighbour-overlap.ts';
import { neighbourGraph } from '../../analysis/neighbours.ts';
import type { Analysis } from '../analyse.ts';
import { ensureCodes } from '../codes.ts';

export const agreement: Analysis<'agreement'> = async ({ datasetId, modelId, request }, context) => {
  const { library, progress, signal } = context;
  const { otherModelId } = request;
  if (library.models.get(otherModelId).datasetId !== datasetId) {
    throw new MorphospaceError(
      'other-dataset',
      'The two models were trained on different datasets.',
      'Choose two models of one dataset.',
    );
  }
  const graphOf = async (id: string) =>
    neighbourGraph(await ensureCodes(id, context), request.neighbours, { progress, signal });
  const one = await graphOf(modelId);
  if (one.k === 0) {
    throw new MorphospaceError(
      'too-few-images',
      'An only image has no neighbours.',
      'Add images to the dataset.',
    );
  }
  const overlap = neighbourOverlap(one, await graphOf(otherModelId));
  return {
    kind: 'agreement',
    overlap,
    mean: overlap.reduce((sum, share) => sum + share, 0) / overlap.length,
    chance: one.k / (overlap.length - 1),
  };
};
