/** Jobs: everything that takes long, runs in a worker process of its own, shows progress and can be cancelled. */
import { z } from 'zod';
import { errorRecordSchema } from './errors.ts';
import { progressSchema } from './progress.ts';

export const jobKindSchema = z.enum([
  'import',
  'sample-set',
  'estimate',
  'train',
  'import-model',
  'evaluate',
  'embed',
  'project',
  'analyse',
  'export',
  'sample',
  'morph',
]);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobStateSchema = z.enum(['queued', 'running', 'cancelling', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobStateSchema>;

export const jobRecordSchema = z.object({
  id: z.string(),
  kind: jobKindSchema,
  /** What a person sees: "Train Faces VAE". */
  title: z.string(),
  state: jobStateSchema,
  /** What the job works on, so that a screen can show its own jobs. */
  datasetId: z.string().nullable(),
  modelId: z.string().nullable(),
  projectionId: z.string().nullable(),
  created: z.iso.datetime(),
  started: z.iso.datetime().nullable(),
  ended: z.iso.datetime().nullable(),
  progress: progressSchema.nullable(),
  error: errorRecordSchema.nullable(),
  /** What the job returned; its shape depends on the kind (see contract.ts). */
  result: z.unknown(),
});
export type JobRecord = z.infer<typeof jobRecordSchema>;

export function isOver(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
