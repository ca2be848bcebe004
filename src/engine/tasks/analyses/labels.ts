/** How well codes tell labels apart, beside as many principal components of the pixels, and which labels are probably wrong. */
import { MorphospaceError } from '../../../shared/errors.ts';
import { findSuspects } from '../../analysis/confident-learning.ts';
import { stratifiedFolds } from '../../analysis/folds.ts';
import { leadingComponents } from '../../analysis/leading-components.ts';
import {
  accuracyOf,
  confusionOf,
  type LabelledRows,
  linearProbabilities,
  mostProbable,
  neighbourLabels,
  neighbourPredictions,
  pooledProbabilities,
} from '../../analysis/probe.ts';
import { rowsAt } from '../../analysis/rows-at.ts';
import { imageBytes, type PixelSource } from '../../images/pixel-source.ts';
import type { TaskContext } from '../../jobs/task.ts';
import type { Library } from '../../library/library.ts';
import { Random } from '../../models/random.ts';
import type { Analysis } from '../analyse.ts';
import { ensureCodes } from '../codes.ts';
import { openDatasetPixels } from '../dataset-pixels.ts';

const FOLDS = 5;
/** Neighbours that vote when the neighbours alone are asked … */
const VOTERS = 5;
/** … and those whose labels count beside the linear classifier. */
const WITNESSES = 15;

export const labels: Analysis<'labels'> = async ({ datasetId, modelId, request }, context) => {
  const { library, progress, signal } = context;
  const work = { progress, signal };
  const { classes, images, labels, alone } = labelledImages(library, datasetId);
  const rows: LabelledRows = {
    labels,
    classes: classes.length,
    fold: stratifiedFolds(labels, FOLDS, new Random(request.seed)),
    folds: FOLDS,
  };

  const all = await ensureCodes(modelId, context);
  const codes = rowsAt(all, images);
  const linear = await linearProbabilities(codes, rows, work);
  const neighbours = await neighbourLabels(codes, rows, WITNESSES, work);
  const predictions = mostProbable(linear, classes.length);
  const probabilities = pooledProbabilities(linear, neighbours, classes.length);

  const components = await pixelComponents(datasetId, modelId, images, codes.dimensions, context);
  const byComponents = mostProbable(await linearProbabilities(components, rows, work), classes.length);
  const componentNeighbours = await neighbourLabels(components, rows, VOTERS, work);

  const confidence = new Float32Array(all.rows).fill(NaN);
  for (const [row, image] of images.entries()) {
    confidence[image] = probabilities[row * classes.length + labels[row]!]!;
  }
  const confusion = confusionOf(predictions, labels, classes.length);
  const largest = Math.max(...confusion.map((counts) => counts.reduce((sum, count) => sum + count, 0)));
  return {
    kind: 'labels',
    classes,
    labelled: images.length,
    alone,
    accuracy: accuracyOf(predictions, labels),
    knnAccuracy: accuracyOf(neighbourPredictions(neighbours, VOTERS), labels),
    pcaAccuracy: accuracyOf(byComponents, labels),
    pcaKnnAccuracy: accuracyOf(neighbourPredictions(componentNeighbours, VOTERS), labels),
    majority: largest / images.length,
    confusion,
    suspects: findSuspects(probabilities, labels, classes.length).map(({ row, ...suspect }) => ({
      index: images[row]!,
      label: labels[row]!,
      ...suspect,
    })),
    confidence,
  };
};

interface LabelledImages {
  /** Labels of at least two images. */
  classes: string[];
  /** Positions in the dataset of the images that have one of them. */
  images: Int32Array;
  /** Position in `classes` of the label of each of these. */
  labels: Int32Array;
  /** Images that are the only one with their label: nothing could be learnt of it when they are held out. */
  alone: number;
}

/** @throws MorphospaceError `no-labels` unless there are two labels of two images each. */
function labelledImages({ datasets }: Library, datasetId: string): LabelledImages {
  const known = datasets.get(datasetId).labels;
  const classes = known.filter(({ images }) => images >= 2).map(({ name }) => name);
  if (classes.length < 2) {
    throw new MorphospaceError(
      'no-labels',
      known.length === 0
        ? 'The images have no labels.'
        : 'There are no two labels that at least two images have each.',
      'Import the images with a folder per label, or with a CSV file of labels.',
    );
  }
  const places = new Map(classes.map((name, place) => [name, place]));
  const place = known.map(({ name }) => places.get(name) ?? -1);
  const ofImages = datasets.labelIndices(datasetId).map((label) => (label < 0 ? -1 : place[label]!));
  const images = Int32Array.from(ofImages.keys()).filter((image) => ofImages[image]! >= 0);
  return {
    classes,
    images,
    labels: images.map((image) => ofImages[image]!),
    alone: known.length - classes.length,
  };
}

/** Positions of images along the principal components of their pixels as the model sees them. */
async function pixelComponents(
  datasetId: string,
  modelId: string,
  images: Int32Array,
  components: number,
  context: TaskContext,
) {
  const { progress, signal, library } = context;
  const { size, imageChannels: channels } = library.models.get(modelId).plan;
  const source = await openDatasetPixels(datasetId, { size, channels }, context);
  try {
    return await leadingComponents(pixelRows(source, images), components, { progress, signal });
  } finally {
    source.close();
  }
}

function pixelRows(source: PixelSource, images: Int32Array) {
  const dimensions = imageBytes(source);
  return {
    rows: images.length,
    dimensions,
    async read(from: number, count: number): Promise<Float64Array> {
      const pixels = new Uint8Array(count * dimensions);
      await source.read(images.subarray(from, from + count), pixels);
      return Float64Array.from(pixels, (byte) => byte / 255);
    },
  };
}
