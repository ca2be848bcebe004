/** Automatic mode: every choice of a training run that the person left open, from what is known of the images. */
import { MorphospaceError } from '../../shared/errors.ts';
import { completeSettings, FAMILIES, type Family } from '../../shared/families.ts';
import type { Device, Likelihood, TrainingOptions, TrainingPlan } from '../../shared/models.ts';

export interface DatasetFacts {
  images: number;
  channels: 1 | 3;
  /** Median over the images of the shorter side, in pixels. */
  medianShortSide: number;
  /** Whether the pixels are almost all black or white (see `isNearBinary`). */
  nearBinary: boolean;
  /** The labels that images have, in the dataset's order; none when left out. */
  labels?: readonly string[];
}

type Size = TrainingPlan['size'];

const SIZES: readonly Size[] = [28, 32, 64, 128, 256];

/**
 * What suits a number of images. Few images, seen often, call for a small model and for variation. From a thousand on variation
 * takes more than it gives: it makes a model spend its code and its weights on where a picture was moved to.
 */
interface Scale {
  /** The row applies to fewer images than this. */
  below: number;
  largestSize: Size;
  /** Largest size where a graphics processor does the work. */
  largestSizeAccelerated: Size;
  latent: number;
  /** For images of 64 pixels; see `channelsFor`. */
  channels: readonly number[];
  batch: number;
  shift: number;
}

/** Also of small images on a processor, whatever their number: wider ones take twice as long to learn little more. */
const NARROW = [16, 32, 32, 64];
const MEDIUM = [32, 32, 64, 64];
const WIDE = [32, 64, 128, 256];

const SCALES: readonly Scale[] = [
  scale(250, 64, 64, 16, NARROW, 16, 0.05),
  scale(500, 64, 64, 16, NARROW, 32, 0.05),
  scale(1_000, 64, 64, 32, MEDIUM, 64, 0.05),
  scale(5_000, 64, 64, 32, MEDIUM, 64, 0),
  scale(100_000, 64, 128, 64, WIDE, 128, 0),
  scale(Infinity, 64, 128, 128, WIDE, 256, 0),
];

/** Images up to this side hold too little for a large latent space: most of its dimensions would stay unused. */
const SMALL_SIDE = 32;
const LARGEST_LATENT_OF_SMALL = 32;

/**
 * How many images a run looks at in all when nobody says: some minutes on an ordinary processor. Small collections are seen
 * often (until patience runs out), large ones a few times.
 */
const IMAGES_SEEN = 300_000;
const SMALL_IMAGES_SEEN = 700_000;
const FEWEST_EPOCHS = 3;
const MOST_EPOCHS = 300;
/** A processor is nearly as busy with a batch of this size as with a larger one, and more updates learn more in a given time. */
const LARGEST_BATCH = 64;
/** Learning rate of models with a dense side, which make more of it; twice as much again is no better. */
const FAST = 2e-3;
/** "Until the minutes are over". */
export const UNLIMITED_EPOCHS = 100_000;

/**
 * Fills in what `options` leave open; what they say is taken as it is.
 *
 * The side is the largest of 28, 32, 64, 128 and 256 pixels that does not exceed the median short side nor what the number of
 * images (and the device) calls for, so that pictures are not enlarged; smaller ones than 28 are brought to 28. Near-binary
 * images get a Bernoulli likelihood, others a Gaussian of optimal variance, or of a fixed one where beta is not 1: a variance that adapts
 * would undo the weight. Autoencoders minimise the squared error. A limit
 * in minutes without one in epochs leaves the epochs open.
 *
 * @throws MorphospaceError `too-few-images` for fewer than two images, `bad-setting`, `unsuitable-labels`.
 */
export function planTraining(facts: DatasetFacts, options: TrainingOptions, device: Device): TrainingPlan {
  if (facts.images < 2) {
    throw new MorphospaceError(
      'too-few-images',
      facts.images === 0 ? 'There are no images to train on.' : 'One image is not enough to train on.',
      'Add more images: two are the least, a few hundred give a useful model.',
    );
  }
  const row = SCALES.find(({ below }) => facts.images < below)!;
  const accelerated = device !== 'cpu';
  const family = options.family ?? 'vae';
  const size =
    options.size ??
    largestSize(facts.medianShortSide, accelerated ? row.largestSizeAccelerated : row.largestSize);
  const architecture = options.architecture ?? 'mixed';
  const beta = options.beta ?? FAMILIES[family].beta ?? 0;
  const imagesSeen = size <= SMALL_SIDE ? SMALL_IMAGES_SEEN : IMAGES_SEEN;
  const usualEpochs = Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS, Math.round(imagesSeen / facts.images)));
  return {
    family,
    size,
    imageChannels: facts.channels,
    latent:
      options.latent ?? (size <= SMALL_SIDE ? Math.min(row.latent, LARGEST_LATENT_OF_SMALL) : row.latent),
    beta,
    likelihood: likelihoodFor(family, architecture, facts.nearBinary, beta, options.likelihood),
    settings: completeSettings(family, options.settings),
    labels: FAMILIES[family].conditional ? labelsFor(facts) : [],
    architecture,
    channels: channelsOf(
      architecture,
      size,
      size <= SMALL_SIDE && !accelerated ? NARROW : row.channels,
      options.channels,
    ),
    epochs: options.epochs ?? (options.minutes === undefined ? usualEpochs : UNLIMITED_EPOCHS),
    minutes: options.minutes ?? null,
    batch: options.batch ?? Math.min(row.batch, facts.images, accelerated ? Infinity : LARGEST_BATCH),
    learningRate: options.learningRate ?? (architecture === 'mixed' ? FAST : 1e-3),
    seed: options.seed ?? 0,
    device,
    flips: options.flips ?? false,
    shift: options.shift ?? row.shift,
    patience: options.patience ?? Math.max(5, Math.ceil(usualEpochs / 8)),
  };
}

/** A one-hot input of more labels than this would be larger than the images themselves. */
const MOST_LABELS = 1000;

function labelsFor({ labels = [] }: DatasetFacts): string[] {
  if (labels.length >= 2 && labels.length <= MOST_LABELS) return [...labels];
  throw new MorphospaceError(
    'unsuitable-labels',
    labels.length > MOST_LABELS
      ? `A conditional model can be told ${MOST_LABELS} labels at most; these images have ${labels.length.toLocaleString('en')}.`
      : 'A conditional model is told the label of every image, and these images do not have two labels.',
    labels.length > MOST_LABELS
      ? 'Join labels, or choose another family.'
      : 'Sort the images into a folder per label, or give a CSV file with labels; or choose another family.',
  );
}

/** @throws MorphospaceError `bad-setting` for probabilities of a decoder that gives none. */
function likelihoodFor(
  family: Family,
  architecture: TrainingPlan['architecture'],
  nearBinary: boolean,
  beta: number,
  wanted: Likelihood | undefined,
): Likelihood {
  const linear = architecture === 'linear';
  if (linear && wanted === 'bernoulli') {
    throw new MorphospaceError(
      'bad-setting',
      'A linear decoder gives no probabilities, which a Bernoulli likelihood needs.',
      'Choose another likelihood or another architecture.',
    );
  }
  if (wanted) return wanted;
  if (!FAMILIES[family].variational) return 'gaussian';
  if (nearBinary && !linear) return 'bernoulli';
  return beta === 1 ? 'optimal-sigma' : 'gaussian';
}

function channelsOf(
  architecture: TrainingPlan['architecture'],
  size: Size,
  usual: readonly number[],
  wanted: readonly number[] | undefined,
): number[] {
  if (architecture === 'linear') return [];
  if (wanted && wanted.length > 0) return [...wanted];
  return architecture === 'dense' ? [400] : channelsFor(size, usual);
}

function largestSize(shortSide: number, largest: Size): Size {
  return SIZES.findLast((size) => size <= largest && size <= shortSide) ?? SIZES[0]!;
}

/**
 * Every convolution halves the side; four take 64 pixels to a map of 4 x 4. Smaller images do with fewer and keep maps of 4 or 7,
 * larger ones get narrow convolutions in front, where there are most pixels.
 */
function channelsFor(size: Size, channels: readonly number[]): number[] {
  const depth = Math.floor(Math.log2(size / 4));
  const inFront = new Array<number>(Math.max(0, depth - channels.length)).fill(16);
  return [...inFront, ...channels.slice(0, depth)];
}

function scale(
  below: number,
  largestSize: Size,
  largestSizeAccelerated: Size,
  latent: number,
  channels: readonly number[],
  batch: number,
  shift: number,
): Scale {
  return { below, largestSize, largestSizeAccelerated, latent, channels, batch, shift };
}
