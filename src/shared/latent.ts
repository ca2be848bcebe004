/** The small, immediate questions to a trained model: pictures of codes, codes of pictures, neighbours, paths, samples. */
import { z } from 'zod';
import { bytesSchema, float32ArraySchema, int32ArraySchema } from './arrays.ts';
import { imageRecordSchema } from './datasets.ts';

/** `[rows, dimensions]`, row-major. */
export const codesSchema = z.object({
  rows: z.number().int(),
  dimensions: z.number().int(),
  values: float32ArraySchema,
});
export type Codes = z.infer<typeof codesSchema>;

/** `count` pictures of `size` x `size` as RGBA bytes, one after the other, ready for a canvas. */
export const picturesSchema = z.object({
  count: z.number().int(),
  size: z.number().int(),
  rgba: bytesSchema,
});
export type Pictures = z.infer<typeof picturesSchema>;

export const neighbourSchema = imageRecordSchema.extend({
  /** Euclidean distance between the codes (posterior means). */
  distance: z.number().nonnegative(),
});
export type Neighbour = z.infer<typeof neighbourSchema>;

/** One image of the model's dataset as the model sees it. */
export const inspectionSchema = z.object({
  image: imageRecordSchema,
  /** First the input as the model sees it, then its reconstruction, then the absolute error as a heat map. */
  pictures: picturesSchema,
  mse: z.number(),
  psnr: z.number(),
  code: float32ArraySchema,
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const sampleOptionsSchema = z.object({
  count: z.number().int().min(1).max(4096).default(64),
  from: z.enum(['mixture', 'prior']).default('mixture'),
  temperature: z.number().min(0).max(3).default(1),
  seed: z.number().int().min(0).default(0),
  /** For a conditional model; without it each sample has a label at random, as often as the images have it. */
  label: z.string().optional(),
  /** Normal numbers farther than this from 0 are drawn again: more typical, less varied. */
  truncation: z.number().min(0.1).max(10).optional(),
  /** Samples like this code: the temperature goes from 0, the code itself, to 1, where nothing is left of it. */
  around: float32ArraySchema.optional(),
});
export type SampleOptions = z.infer<typeof sampleOptionsSchema>;

/** The image of the dataset that is nearest to each sample, so that it shows when a model repeats what it has seen. */
export const sampleNeighboursSchema = z.object({
  indices: int32ArraySchema,
  /** Euclidean distances between codes. */
  distances: float32ArraySchema,
  /** How far images are from their own nearest image: the median. */
  usual: z.number(),
});
export type SampleNeighbours = z.infer<typeof sampleNeighboursSchema>;

/** How pictures are written to files. */
export const enlargementSchema = z.object({
  /** How many times as large as the model makes them; animations are at least 256 pixels wide unless said otherwise. */
  scale: z.number().int().min(1).max(32).optional(),
  /** `nearest` shows every pixel as a square; `lanczos` is smooth (Lanczos with three lobes). */
  enlargement: z.enum(['nearest', 'lanczos']).default('lanczos'),
  /** Pictures in a row of a .png; as square as can be for samples, a strip for a morph. */
  columns: z.number().int().min(1).max(1000).optional(),
});
export type Enlargement = z.infer<typeof enlargementSchema>;

export const pathOptionsSchema = z.object({
  /** Frames per segment, both ends included. */
  steps: z.number().int().min(2).max(2000).default(24),
  interpolation: z.enum(['linear', 'spherical']).default('linear'),
  /** `in-out` slows down at every stop. */
  easing: z.enum(['none', 'in-out']).default('none'),
  /** Back to the first stop, whose frame is not repeated: an animation that plays without end has no halt there. */
  loop: z.boolean().default(false),
});
export type PathOptions = z.infer<typeof pathOptionsSchema>;
