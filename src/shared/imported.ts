/**
 * Models that were made elsewhere: what Morphospace must know of their ONNX files to feed them and to read what they give. It finds this
 * out when a model is imported and keeps it in the model card.
 */
import { z } from 'zod';

export const imageLayoutSchema = z.enum(['NCHW', 'NHWC']);
export type ImageLayout = z.infer<typeof imageLayoutSchema>;

/** What stands for black and white in a file's images; `imagenet` is 0..1 less ImageNet's mean, divided by its deviation. */
export const valueRangeSchema = z.enum(['0..1', '-1..1', '0..255', 'imagenet']);
export type ValueRange = z.infer<typeof valueRangeSchema>;

/** Where a file has images: the name of its input or output, and how the images lie in it. */
const imageEndSchema = z.object({ name: z.string(), layout: imageLayoutSchema, range: valueRangeSchema });

/** Images that the file takes at once, no more and no fewer; null where any number will do. */
const batchSchema = z.number().int().positive().nullable();

export const modelIoSchema = z.object({
  encoder: z.object({
    image: imageEndSchema,
    batch: batchSchema,
    /** The output that codes are taken from, [n, latent] or with further dimensions of 1, … */
    code: z.string(),
    /** … and the one with the logarithm of the variance; null where codes are points. */
    logVariance: z.string().nullable(),
  }),
  /** Null for an encoder alone, for example one that makes features for a classifier. */
  decoder: z
    .object({
      /** `shape` without the first dimension: [latent], or with dimensions of 1 around it. */
      code: z.object({ name: z.string(), shape: z.array(z.number().int().positive()) }),
      batch: batchSchema,
      image: imageEndSchema,
    })
    .nullable(),
});
export type ModelIo = z.infer<typeof modelIoSchema>;

/** What a person may say about the files that are imported; the rest is read from them or tried. */
export const importOptionsSchema = z.object({
  /** Of the encoder's input. `auto` tries which one gives the best reconstructions; without a decoder it is 0..1. */
  range: z.union([z.literal('auto'), valueRangeSchema]).default('auto'),
  layout: z.union([z.literal('auto'), imageLayoutSchema]).default('auto'),
  /** Side of the images in pixels, for an encoder that takes any. */
  size: z.number().int().min(8).max(1024).optional(),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;
