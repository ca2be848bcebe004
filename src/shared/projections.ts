/** Projections: two-dimensional layouts of a dataset by a model's codes. */
import { z } from 'zod';

/** `latent` shows two dimensions of the codes as they are. */
export const projectionMethodSchema = z.enum(['umap', 'pca', 'latent']);
export type ProjectionMethod = z.infer<typeof projectionMethodSchema>;

export const umapSettingsSchema = z.object({
  /** Size of the local neighbourhood. */
  neighbours: z.number().int().min(2).max(200),
  /** How close points may lie, 0..1. */
  minimumDistance: z.number().min(0).max(0.99),
  metric: z.enum(['euclidean', 'cosine']),
  /** How much labels count beside codes: 0 not at all, 1 they alone decide what is drawn together. */
  supervision: z.number().min(0).max(1),
  epochs: z.number().int().min(1).max(5000),
  seed: z.number().int().min(0),
});
export type UmapSettings = z.infer<typeof umapSettingsSchema>;

const dimension = z.number().int().min(0);

export const projectionOptionsSchema = umapSettingsSchema
  .extend({
    /** `latent`: the dimensions along x and y, 0-based; the first two unless said otherwise. */
    dimensions: z.tuple([dimension, dimension]),
  })
  .partial()
  .strict();
export type ProjectionOptions = z.infer<typeof projectionOptionsSchema>;

export const projectionRecordSchema = z.object({
  id: z.string(),
  modelId: z.string(),
  /** Given by a person; null until then. */
  name: z.string().nullable().default(null),
  method: projectionMethodSchema,
  options: projectionOptionsSchema,
  created: z.iso.datetime(),
  rows: z.number().int(),
  seconds: z.number(),
});
export type ProjectionRecord = z.infer<typeof projectionRecordSchema>;
