/** Projections: two-dimensional layouts of a dataset by a model's codes. */
import { z } from 'zod';

export const projectionMethodSchema = z.enum(['umap', 'pca']);
export type ProjectionMethod = z.infer<typeof projectionMethodSchema>;

export const projectionOptionsSchema = z
  .object({
    /** UMAP: size of the local neighbourhood. */
    neighbours: z.number().int().min(2).max(200),
    /** UMAP: how close points may lie, 0..1. */
    minimumDistance: z.number().min(0).max(0.99),
    epochs: z.number().int().min(1).max(5000),
    seed: z.number().int().min(0),
  })
  .partial()
  .strict();
export type ProjectionOptions = z.infer<typeof projectionOptionsSchema>;

export const projectionRecordSchema = z.object({
  id: z.string(),
  modelId: z.string(),
  method: projectionMethodSchema,
  options: projectionOptionsSchema,
  created: z.iso.datetime(),
  rows: z.number().int(),
  seconds: z.number(),
});
export type ProjectionRecord = z.infer<typeof projectionRecordSchema>;
