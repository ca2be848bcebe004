/** Automatic mode: every choice of a training run that the person left open, from what is known of the images. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Device, TrainingOptions, TrainingPlan } from '../../shared/models.ts';

export interface DatasetFacts {
  images: number;
  channels: 1 | 3;
  /** Median over the images of the shorter side, in pixels. */
  medianShortSide: number;
  /** Whether the pixels are almost all black or white (see `isNearBinary`). */
  nearBinary: boolean;
}

type Size = TrainingPlan['size'];

const SIZES: readonly Size[] = [28, 32, 64, 128, 256];

/** What suits a number of images. Few images call for a small model and a lot of augmentation. */
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

const NARROW = [16, 32, 32, 64];
const MEDIUM = [32, 32, 64, 64];
const WIDE = [32, 64, 128, 256];

const SCALES: readonly Scale[] = [
  scale(250, 64, 64, 16, NARROW, 16, 0.05),
  scale(500, 64, 64, 16, NARROW, 32, 0.05),
  scale(5_000, 64, 64, 32, MEDIUM, 64, 0.05),
  scale(100_000, 64, 128, 64, WIDE, 128, 0.03),
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
/** "Until the minutes are over". */
export const UNLIMITED_EPOCHS = 100_000;

/**
 * Fills in what `options` leave open; what they say is taken as it is.
 *
 * The side is the largest of 28, 32, 64, 128 and 256 pixels that does not exceed the median short side nor what the number of
 * images (and the device) calls for, so that pictures are not enlarged; smaller ones than 28 are brought to 28. Near-binary
 * images get a Bernoulli likelihood, others a Gaussian of optimal variance; autoencoders minimise the squared error. A limit
 * in minutes without one in epochs leaves the epochs open.
 *
 * @throws MorphospaceError `too-few-images` for fewer than two images.
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
  const architecture = options.architecture ?? 'convolutional';
  const imagesSeen = size <= SMALL_SIDE ? SMALL_IMAGES_SEEN : IMAGES_SEEN;
  const usualEpochs = Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS, Math.round(imagesSeen / facts.images)));
  return {
    family,
    size,
    imageChannels: facts.channels,
    latent:
      options.latent ?? (size <= SMALL_SIDE ? Math.min(row.latent, LARGEST_LATENT_OF_SMALL) : row.latent),
    beta: options.beta ?? 1,
    likelihood: options.likelihood ?? usualLikelihood(family, facts.nearBinary),
    architecture,
    channels: options.channels ?? (architecture === 'dense' ? [400] : channelsFor(size, row.channels)),
    epochs: options.epochs ?? (options.minutes === undefined ? usualEpochs : UNLIMITED_EPOCHS),
    minutes: options.minutes ?? null,
    batch: options.batch ?? Math.min(row.batch, facts.images),
    learningRate: options.learningRate ?? 1e-3,
    seed: options.seed ?? 0,
    device,
    flips: options.flips ?? false,
    shift: options.shift ?? row.shift,
    patience: options.patience ?? Math.max(5, Math.ceil(usualEpochs / 8)),
  };
}

function usualLikelihood(family: TrainingPlan['family'], nearBinary: boolean): TrainingPlan['likelihood'] {
  if (family === 'autoencoder') return 'gaussian';
  return nearBinary ? 'bernoulli' : 'optimal-sigma';
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
