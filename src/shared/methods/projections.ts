/** Methods about maps. */
import { z } from 'zod';
import { float32ArraySchema } from '../arrays.ts';
import { projectionMethodSchema, projectionOptionsSchema, projectionRecordSchema } from '../projections.ts';
import { method, model, nothing, started } from './method.ts';

const projectionName = z.string().trim().max(100);

export const projectionsMethods = {
  'projections.list': method(model, z.array(projectionRecordSchema)),
  'projections.create': method(
    model.extend({
      method: projectionMethodSchema,
      options: projectionOptionsSchema.default({}),
      name: projectionName.optional(),
    }),
    started.extend({ projectionId: z.string() }),
  ),
  /** An empty name takes the name away. */
  'projections.rename': method(
    z.object({ projectionId: z.string(), name: projectionName }),
    projectionRecordSchema,
  ),
  /** Writes `file,label,x,y` in dataset order. */
  'projections.export': method(
    z.object({ projectionId: z.string(), file: z.string() }),
    z.object({ rows: z.number().int(), file: z.string() }),
  ),
  'projections.remove': method(z.object({ projectionId: z.string() }), nothing),
  'projections.coordinates': method(
    z.object({ projectionId: z.string() }),
    z.object({ rows: z.number().int(), values: float32ArraySchema }),
  ),
} as const;
