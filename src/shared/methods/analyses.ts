/** Methods about analyses of a dataset. */
import { z } from 'zod';
import { analysisRecordSchema, analysisRequestSchema, analysisResultSchema } from '../analyses.ts';
import { dataset, index, method, nothing, started } from './method.ts';

export const analysesMethods = {
  'analyses.list': method(dataset.extend({ modelId: z.string().optional() }), z.array(analysisRecordSchema)),
  /**
   * Starts an analysis. Outliers can also be looked for in a dataset that the model has not learnt from: they are then what differs
   * from its own. One of the same kind and model is replaced by it when it is done, except clusters, of which many can be kept.
   */
  'analyses.run': method(
    dataset.extend({ modelId: z.string().optional(), request: analysisRequestSchema }),
    started.extend({ analysisId: z.string() }),
  ),
  'analyses.result': method(z.object({ analysisId: z.string() }), analysisResultSchema),
  /** Writes what was found as CSV: a row for each image in dataset order, or for each image that something was found about. */
  'analyses.export': method(
    z.object({ analysisId: z.string(), file: z.string() }),
    z.object({ rows: z.number().int(), file: z.string() }),
  ),
  'analyses.nameCluster': method(
    z.object({ analysisId: z.string(), cluster: index, name: z.string().trim().max(100) }),
    nothing,
  ),
  'analyses.remove': method(z.object({ analysisId: z.string() }), nothing),
} as const;
