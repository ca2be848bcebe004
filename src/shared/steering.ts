/** Steering a model: what its codes are like, directions along which images change, walks over a map, and repairs. */
import { z } from 'zod';
import { bytesSchema, float32ArraySchema, int32ArraySchema } from './arrays.ts';
import { codesSchema, picturesSchema } from './latent.ts';

/** What sliders and traversals need to know of the codes of a model's dataset. */
export const latentStatisticsSchema = z.object({
  images: z.number().int(),
  /** Of each dimension over the images, `[dimensions]`. */
  mean: float32ArraySchema,
  deviation: float32ArraySchema,
  /** Mean KL of each dimension from the prior in nats, `[dimensions]`; null for a model whose codes are points. */
  kl: float32ArraySchema.nullable(),
  /** Images that `kl` was measured on. */
  klImages: z.number().int(),
  /** Every dimension, those that say most about the images first: by KL, or by deviation where there is none. */
  order: z.array(z.number().int()),
  /** Principal directions of the codes, those of greatest variance first. */
  directions: z.object({
    /** Of length 1 and at right angles to one another. */
    axes: codesSchema,
    /** Standard deviation of the codes along each. */
    deviations: float32ArraySchema,
    /** Its part of the whole variance. */
    explained: float32ArraySchema,
  }),
});
export type LatentStatistics = z.infer<typeof latentStatisticsSchema>;

const index = z.number().int().nonnegative();

/** Some images of a dataset, said in one of several ways. */
export const imageGroupSchema = z.union([
  z.object({ images: z.array(index).min(1).max(1_000_000) }).strict(),
  z.object({ label: z.string() }).strict(),
  /** Those with one of these values in a column of categories (src/shared/columns.ts). */
  z.object({ column: z.string(), values: z.array(z.string()).min(1) }).strict(),
  /** Those with a number of at least `from` and at most `to` in a column of numbers. */
  z.object({ column: z.string(), from: z.number().optional(), to: z.number().optional() }).strict(),
]);
export type ImageGroup = z.infer<typeof imageGroupSchema>;

/** What an attribute was asked to tell apart. */
export const attributeDefinitionSchema = z.object({
  /** Images that have it. */
  positive: imageGroupSchema,
  /** Images without it; null for all others (of a column, all others that it knows a value of). */
  negative: imageGroupSchema.nullable(),
});
export type AttributeDefinition = z.infer<typeof attributeDefinitionSchema>;

/** A direction in the codes along which images gain something that some have and others lack. */
export const attributeRecordSchema = attributeDefinitionSchema.extend({
  id: z.string(),
  modelId: z.string(),
  name: z.string(),
  created: z.iso.datetime(),
  /** Attributes that a move along this one leaves as they are: it is at right angles to them. */
  against: z.array(z.object({ id: z.string(), name: z.string() })),
  /** `[dimensions]`: leads from the mean code of the images without to that of the images with it. */
  vector: float32ArraySchema,
  /** Its length. */
  strength: z.number(),
  images: z.object({ positive: z.number().int(), negative: z.number().int() }),
  /** Images of the halves that a direction made from the other halves was tested on, and how well it tells them apart: .5 is chance. */
  heldOut: z.object({ positive: z.number().int(), negative: z.number().int() }),
  auroc: z.number(),
  /** 95 % of it. */
  interval: z.tuple([z.number(), z.number()]),
  trustworthy: z.boolean(),
  /** The model has been trained further since; its codes mean something else now. */
  outdated: z.boolean(),
});
export type AttributeRecord = z.infer<typeof attributeRecordSchema>;

/** An area under the curve at which a direction is not much better than chance; the whole interval must lie above it. */
export const DOUBTFUL_AUROC = 0.6;

/** Why not to rely on an attribute, in plain words; null when there is no reason. */
export function attributeWarning({ auroc, interval, heldOut, outdated }: AttributeRecord): string | null {
  if (outdated) return 'The model has been trained further since this attribute was measured: make it again.';
  if (interval[0] > DOUBTFUL_AUROC) return null;
  const measured = `Made from half of the images, it is right about the other ${heldOut.positive + heldOut.negative} in ${percent(auroc)} of comparisons (95 % interval ${percent(interval[0])} to ${percent(interval[1])}; 50 % is chance).`;
  const why =
    interval[1] > 0.75 ? 'There are too few images to tell.' : 'The codes hardly tell these images apart.';
  return `${measured} ${why}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** What lies at points of a map where there need not be an image. */
export const walkSchema = z.object({
  codes: codesSchema,
  pictures: picturesSchema,
  /** `[points]`: 1 among images, towards 0 far from all of them, where the picture means little. */
  confidence: float32ArraySchema,
  /** `[points]`: the image nearest on the map. */
  nearest: int32ArraySchema,
});
export type Walk = z.infer<typeof walkSchema>;

export const repairOptionsSchema = z.object({
  /** `[size, size]` of the model, row by row: 1 where a pixel is unknown. Without it all are known. */
  mask: bytesSchema.optional(),
  /** Shows what the code says everywhere, instead of keeping the known pixels with their noise. */
  denoise: z.boolean().default(false),
  /** What a conditional model is told of the image; that of the dataset's image unless said otherwise. */
  label: z.string().optional(),
});

/** An image whose code was sought by its known pixels. */
export const repairSchema = z.object({
  /** First what was known, unknown pixels in grey; then the picture of the code; then the result. */
  pictures: picturesSchema,
  code: float32ArraySchema,
  /** Mean squared error of the code's picture on the known values, images in 0..1. */
  error: z.number(),
  iterations: z.number().int(),
  converged: z.boolean(),
});
export type RepairedImage = z.infer<typeof repairSchema>;
