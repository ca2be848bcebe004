/** Models: their families, the options of a training run, what was measured, and the card that travels with the ONNX files. */
import { z } from 'zod';
import { FAMILY_NAMES } from './families.ts';
import { imageLayoutSchema, modelIoSchema } from './imported.ts';
import { warningSchema } from './warnings.ts';

export type { Family } from './families.ts';

export const familySchema = z.enum(FAMILY_NAMES);

export const likelihoodSchema = z.enum(['gaussian', 'bernoulli', 'optimal-sigma']);
export type Likelihood = z.infer<typeof likelihoodSchema>;

/** What trains: the processor, the graphics card by four roads of ONNX Runtime, or TensorFlow for Node (docs/devices.md). */
export const deviceSchema = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'tensorflow']);
export type Device = z.infer<typeof deviceSchema>;

/** What a person may choose; everything left out is decided by automatic mode (DESIGN §3). */
export const trainingOptionsSchema = z
  .object({
    family: familySchema,
    /** Side of the square images that the model sees, in pixels. */
    size: z.union([z.literal(28), z.literal(32), z.literal(64), z.literal(128), z.literal(256)]),
    latent: z.number().int().min(1).max(1024),
    /** Weight of the KL term; only meaningful beside the likelihood. */
    beta: z.number().min(0).max(1000),
    likelihood: likelihoodSchema,
    /** What only the family knows, by the names of its `FamilyDescription.settings`. */
    settings: z.record(z.string(), z.union([z.number(), z.string()])),
    /**
     * `convolutional` (kernel 4, stride 2), `mixed` (the same with a dense layer beside it), `dense` (one hidden layer of 400, as in the
     * classical MNIST VAE), or `linear` (no hidden layer and no non-linearity at all: as an autoencoder it finds the space of the
     * principal components).
     */
    architecture: z.enum(['mixed', 'convolutional', 'dense', 'linear']),
    /** Channels of the convolutions, or widths of the hidden layers of a dense model; none of a linear one. */
    channels: z.array(z.number().int().min(1).max(1024)).max(6),
    epochs: z.number().int().min(1).max(100_000),
    /** Stop after this many minutes, whichever comes first. */
    minutes: z.number().positive().max(100_000),
    batch: z.number().int().min(1).max(4096),
    learningRate: z.number().positive().max(1),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1),
    device: z.union([z.literal('auto'), deviceSchema]),
    /** Mirror images left to right at random: only where left and right mean the same. */
    flips: z.boolean(),
    /** Move images by up to this fraction of their side at random. */
    shift: z.number().min(0).max(0.25),
    /** Stop when the held-out loss has not improved for this many epochs; 0 for never. */
    patience: z.number().int().min(0),
  })
  .partial()
  .strict();
export type TrainingOptions = z.infer<typeof trainingOptionsSchema>;

/**
 * Training options with every choice made; what a run is replayed from. `device` is where it really runs. A model that was imported has
 * a plan too, of which family, size, channels and latent dimensions hold; nothing else was ever used.
 */
export const trainingPlanSchema = trainingOptionsSchema.required().extend({
  /** Models that were imported may have sides and codes that none is trained with here. */
  size: z.number().int().min(8).max(1024),
  latent: z.number().int().min(1),
  minutes: z.number().positive().nullable(),
  device: deviceSchema,
  imageChannels: z.union([z.literal(1), z.literal(3)]),
  settings: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
  /** The labels that a conditional model is told, in the order of its one-hot input; empty for other families. */
  labels: z.array(z.string()).default([]),
});
export type TrainingPlan = z.infer<typeof trainingPlanSchema>;

/** The least variance of its mean over the images by which a latent dimension counts as active. */
export const ACTIVE_VARIANCE = 0.01;

/** What some of the images that a model learnt from measure, for comparison with those held out. */
export const trainingMeasuresSchema = z.object({
  images: z.number().int(),
  mse: z.number(),
  psnr: z.number(),
  reconstruction: z.number(),
  kl: z.number(),
});

/** Measured on held-out images. Losses are in nats, summed over pixels and dimensions, averaged over images. */
export const validationSchema = z.object({
  images: z.number().int(),
  /** Mean squared error per pixel value, images in 0..1. */
  mse: z.number(),
  /** 10 log10(1 / mse), in decibels. */
  psnr: z.number(),
  /** Negative log-likelihood of the images under the decoder, for codes drawn from the posterior (once an image). */
  reconstruction: z.number(),
  /** KL(posterior || prior); 0 for an autoencoder. */
  kl: z.number(),
  /** The evidence lower bound, -(reconstruction + kl), at beta 1; null for an autoencoder, which has no such bound. */
  elbo: z.number().nullable(),
  /** Latent dimensions whose mean has a variance of at least `ACTIVE_VARIANCE` over the images (Burda et al. 2016). */
  activeUnits: z.number().int(),
  /** KL per latent dimension in nats, in the order of the dimensions; empty for an autoencoder. */
  klPerDimension: z.array(z.number()),
  /** Variance of the mean over the images per latent dimension: what `activeUnits` counts. */
  meanVariance: z.array(z.number()).default([]),
  /**
   * Detail of the reconstructions as a share of the originals': the ratio of their mean squared Laplacians. 1 is as sharp, well below 1
   * is blurred, above 1 there is detail that the originals do not have; null where these are flat.
   */
  sharpness: z.number().nullable().default(null),
  /** The same figures of images that the model learnt from; null where there are none to compare with. */
  training: trainingMeasuresSchema.nullable().default(null),
  /** Held-out loss minus that of `training`, in nats at beta 1: how much worse the model is on images that it has not seen. */
  gap: z.number().nullable().default(null),
});
export type Validation = z.infer<typeof validationSchema>;

/** One line of a run's history: the averages of one epoch. */
export const epochRecordSchema = z.object({
  epoch: z.number().int(),
  step: z.number().int(),
  seconds: z.number(),
  loss: z.number(),
  reconstruction: z.number(),
  kl: z.number(),
  imagesPerSecond: z.number(),
  skippedSteps: z.number().int(),
  /** Further parts of the loss by name, in nats; each family has its own. */
  terms: z.record(z.string(), z.number()).default({}),
  validation: validationSchema.nullable(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

export const modelStateSchema = z.enum(['training', 'ready', 'interrupted', 'failed']);

export const modelRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  datasetId: z.string(),
  created: z.iso.datetime(),
  /** `ready` has ONNX files; `interrupted` can be resumed (and has ONNX files when `epochs` > 0). */
  state: modelStateSchema,
  plan: trainingPlanSchema,
  parameters: z.number().int(),
  epochs: z.number().int(),
  steps: z.number().int(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
  /**
   * Images of its dataset that it was trained with, learnt from or held out: neither those that were left out nor those that came
   * later. Null when that is not known.
   */
  trainingImages: z.number().int().nullable(),
  validation: validationSchema.nullable(),
  /** What its diagnostics find wrong with it, for example a collapsed posterior. */
  warnings: z.array(warningSchema),
  /** Whether codes of the dataset's images are on disk. */
  embedded: z.boolean(),
  /** How the files of a model that was made elsewhere are fed and read; null for one that was trained here. */
  imported: modelIoSchema.nullable(),
  sample: z.boolean(),
});
export type ModelRecord = z.infer<typeof modelRecordSchema>;

/** `model.json`, beside encoder.onnx and decoder.onnx, and in their metadata: all that another program needs to use them. */
export const modelCardSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  name: z.string(),
  family: familySchema,
  created: z.iso.datetime(),
  image: z.object({
    size: z.number().int(),
    channels: z.union([z.literal(1), z.literal(3)]),
    channelOrder: z.enum(['grey', 'RGB']),
    /** The encoder's. */
    layout: imageLayoutSchema,
    range: z.tuple([z.number(), z.number()]),
    /** The centred square is cut out, then resized with a triangle filter widened for shrinking (Pillow's BILINEAR). */
    crop: z.literal('centre-square'),
    resize: z.literal('antialiased-bilinear'),
    /** Colour under transparent pixels. */
    background: z.literal('#ffffff'),
  }),
  latent: z.object({ dimensions: z.number().int(), prior: z.enum(['standard-normal', 'none']) }),
  plan: trainingPlanSchema,
  training: z.object({
    images: z.number().int(),
    heldOut: z.number().int(),
    epochs: z.number().int(),
    steps: z.number().int(),
    seconds: z.number(),
    parameters: z.number().int(),
  }),
  validation: validationSchema.nullable(),
  warnings: z.array(warningSchema).default([]),
  labels: z.array(z.string()),
  /**
   * Names, layouts and ranges of the files of a model that was made elsewhere. A model that was trained here takes `image` (and `label`)
   * and gives `mean` and `log_variance`, or `code`; its decoder takes `code` (and `label`) and gives `image`.
   */
  imported: modelIoSchema.optional(),
  /** Under what terms the model may be used, in the words of whoever exported it. */
  licence: z.string().max(2000).optional(),
  files: z.object({ encoder: z.literal('encoder.onnx'), decoder: z.literal('decoder.onnx').nullable() }),
});
export type ModelCard = z.infer<typeof modelCardSchema>;
