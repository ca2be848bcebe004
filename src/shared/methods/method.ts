/** What the methods of the contract are described with. */
import { z } from 'zod';

/** A method has a schema for its parameters and one for its result. */
export function method<P extends z.ZodType, R extends z.ZodType>(params: P, result: R) {
  return { params, result };
}

export const nothing = z.void().or(z.null());
export const dataset = z.object({ datasetId: z.string() });
export const model = z.object({ modelId: z.string() });
export const page = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(5000).default(500),
});
export const index = z.number().int().min(0);
/** A job was started. */
export const started = z.object({ jobId: z.string() });
