/** Methods about codes: pictures of them, neighbours, paths, samples, attributes, walks, repairs. */
import { z } from 'zod';
import { bytesSchema, float32ArraySchema } from '../arrays.ts';
import {
  codesSchema,
  enlargementSchema,
  inspectionSchema,
  neighbourSchema,
  pathOptionsSchema,
  picturesSchema,
  sampleNeighboursSchema,
  sampleOptionsSchema,
} from '../latent.ts';
import {
  attributeDefinitionSchema,
  attributeRecordSchema,
  latentStatisticsSchema,
  repairOptionsSchema,
  repairSchema,
  walkSchema,
} from '../steering.ts';
import { index, method, model, nothing, started } from './method.ts';

const attributeName = z.string().trim().min(1).max(100);
const attribute = z.object({ attributeId: z.string() });

export const latentMethods = {
  /** Of a model, oldest first. */
  'attributes.list': method(model, z.array(attributeRecordSchema)),
  /** Measures the direction from images without something to images with it, at right angles to the attributes `against`. */
  'attributes.create': method(
    model.extend(attributeDefinitionSchema.shape).extend({
      name: attributeName,
      negative: attributeDefinitionSchema.shape.negative.default(null),
      against: z.array(z.string()).max(100).default([]),
    }),
    attributeRecordSchema,
  ),
  /** Measures an attribute anew at right angles to others; to none of them for the plain direction. */
  'attributes.orthogonalise': method(
    attribute.extend({ against: z.array(z.string()).max(100) }),
    attributeRecordSchema,
  ),
  'attributes.rename': method(attribute.extend({ name: attributeName }), attributeRecordSchema),
  'attributes.remove': method(attribute, nothing),
  'latent.inspect': method(model.extend({ index }), inspectionSchema),
  'latent.neighbours': method(
    model.extend({
      index: index.optional(),
      /** Several images stand for the mean of their codes. Like `index`, they are not among their own neighbours. */
      indices: z.array(index).min(1).max(100_000).optional(),
      code: float32ArraySchema.optional(),
      k: z.number().int().min(1).max(1000).default(12),
    }),
    z.array(neighbourSchema),
  ),
  /** Means, spreads and principal directions of the codes of the model's dataset. */
  'latent.statistics': method(model, latentStatisticsSchema),
  'latent.encode': method(model.extend({ indices: z.array(index).min(1).max(4096) }), codesSchema),
  /** Codes of picture files' bytes, for images from outside the dataset. */
  'latent.encodeFile': method(
    model.extend({ bytes: bytesSchema, label: z.string().optional() }),
    codesSchema,
  ),
  /** `label` is for conditional models, which are told nothing without it. */
  'latent.decode': method(model.extend({ codes: codesSchema, label: z.string().optional() }), picturesSchema),
  /** The path through the images in their order: codes and pictures of every frame. */
  'latent.path': method(
    model.extend({ indices: z.array(index).min(2).max(100) }).extend(pathOptionsSchema.shape),
    z.object({ codes: codesSchema, pictures: picturesSchema }),
  ),
  /** The same through codes from anywhere: of files, of samples, moved along attributes. `labels`, one for each, are for conditional models. */
  'latent.pathOfCodes': method(
    model
      .extend({ codes: codesSchema, labels: z.array(z.string().nullable()).optional() })
      .extend(pathOptionsSchema.shape)
      .refine(
        ({ codes, labels }) => !labels || labels.length === codes.rows,
        'expected a label for each code',
      ),
    z.object({ codes: codesSchema, pictures: picturesSchema }),
  ),
  /** Codes and pictures at points of a map, `[n, 2]` packed, put together from the images around each. */
  'latent.walk': method(
    z.object({
      projectionId: z.string(),
      points: float32ArraySchema.refine(
        ({ length }) => length > 0 && length % 2 === 0,
        'expected pairs of coordinates',
      ),
      label: z.string().optional(),
    }),
    walkSchema,
  ),
  /** Fills in what is masked of an image, of the dataset or from a file's bytes, by the code that explains the known pixels best. */
  'latent.repair': method(
    model
      .extend({ index: index.optional(), bytes: bytesSchema.optional() })
      .extend(repairOptionsSchema.shape)
      .refine(
        ({ index, bytes }) => (index === undefined) !== (bytes === undefined),
        'expected an image or bytes',
      )
      .refine(({ mask, denoise }) => mask !== undefined || denoise, 'expected a mask, or to denoise'),
    repairSchema,
  ),
  'latent.sample': method(
    model.extend(sampleOptionsSchema.shape),
    z.object({
      codes: codesSchema,
      pictures: picturesSchema,
      /** Null while the images of the dataset are not encoded. */
      nearest: sampleNeighboursSchema.nullable(),
    }),
  ),
  /** Writes samples as one PNG grid, or as PNGs in a folder. The job's result: pictureFilesResultSchema. */
  'latent.exportSamples': method(
    model.extend(sampleOptionsSchema.shape).extend(enlargementSchema.shape).extend({ out: z.string() }),
    started,
  ),
  /** Writes the pictures of codes as one PNG grid, or as PNGs in a folder, with their codes inside. The job's result: pictureFilesResultSchema. */
  'latent.exportCodes': method(
    model
      .extend({ codes: codesSchema, label: z.string().optional(), out: z.string() })
      .extend(enlargementSchema.shape),
    started,
  ),
  /**
   * Writes the path through images, each an index in the dataset, the path of a file or a code, as .webp, .gif, a .png strip or PNGs in
   * a folder. `crossFade` sets beside each frame what fading one image into the next would show. The job's result:
   * pictureFilesResultSchema.
   */
  'latent.exportMorph': method(
    model
      .extend({
        images: z
          .array(z.union([index, z.string(), float32ArraySchema]))
          .min(2)
          .max(100),
      })
      .extend(pathOptionsSchema.shape)
      .extend(enlargementSchema.shape)
      .extend({
        out: z.string(),
        framesPerSecond: z.number().min(1).max(60).default(24),
        crossFade: z.boolean().default(false),
      }),
    started,
  ),
} as const;
