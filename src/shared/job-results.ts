/** What jobs return, by kind. */
import { z } from 'zod';
import { skippedFileSchema } from './datasets.ts';
import { modelIoSchema } from './imported.ts';
import { deviceSchema, validationSchema } from './models.ts';
import { warningSchema } from './warnings.ts';

export const importResultSchema = z.object({
  datasetId: z.string(),
  images: z.number().int(),
  added: z.number().int(),
  /** Files that the dataset had already. */
  known: z.number().int(),
  skipped: z.array(skippedFileSchema),
  labels: z.array(z.object({ name: z.string(), images: z.number().int() })),
});
export type ImportResult = z.infer<typeof importResultSchema>;

export const sampleSetResultSchema = z.object({
  datasetId: z.string(),
  modelId: z.string(),
  projectionId: z.string().nullable(),
});
export type SampleSetResult = z.infer<typeof sampleSetResultSchema>;

export const estimateResultSchema = z.object({
  devices: z.array(
    z.object({
      device: deviceSchema,
      imagesPerSecond: z.number().nullable(),
      secondsPerEpoch: z.number().nullable(),
      error: z.string().nullable(),
    }),
  ),
  fastest: deviceSchema,
});
export type EstimateResult = z.infer<typeof estimateResultSchema>;

export const trainResultSchema = z.object({
  modelId: z.string(),
  epochs: z.number().int(),
  steps: z.number().int(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
  parameters: z.number().int(),
  validation: validationSchema,
  warnings: z.array(warningSchema),
});
export type TrainResult = z.infer<typeof trainResultSchema>;

export const importModelResultSchema = z.object({
  modelId: z.string(),
  name: z.string(),
  size: z.number().int(),
  channels: z.union([z.literal(1), z.literal(3)]),
  latent: z.number().int(),
  io: modelIoSchema,
  /** Null without a decoder. */
  validation: validationSchema.nullable(),
});
export type ImportModelResult = z.infer<typeof importModelResultSchema>;

export const evaluateResultSchema = z.object({
  validation: validationSchema,
  warnings: z.array(warningSchema),
});
export type EvaluateResult = z.infer<typeof evaluateResultSchema>;

export const embedResultSchema = z.object({
  rows: z.number().int(),
  dimensions: z.number().int(),
  file: z.string().nullable(),
  skipped: z.array(skippedFileSchema),
});
export type EmbedResult = z.infer<typeof embedResultSchema>;

export const projectResultSchema = z.object({
  projectionId: z.string(),
  rows: z.number().int(),
  seconds: z.number(),
});
export type ProjectResult = z.infer<typeof projectResultSchema>;

export const analysisJobResultSchema = z.object({
  analysisId: z.string(),
  rows: z.number().int(),
  seconds: z.number(),
});
export type AnalysisJobResult = z.infer<typeof analysisJobResultSchema>;

/** `out` is the folder or the file. */
export const selectionResultSchema = z.object({
  images: z.number().int(),
  out: z.string(),
  skipped: z.array(skippedFileSchema),
});
export type SelectionResult = z.infer<typeof selectionResultSchema>;

export const exportResultSchema = z.object({ files: z.array(z.string()) });
export type ExportResult = z.infer<typeof exportResultSchema>;

/** `images` counts samples or frames; `file` is the picture, the animation or the folder. */
export const pictureFilesResultSchema = z.object({ images: z.number().int(), file: z.string() });
export type PictureFilesResult = z.infer<typeof pictureFilesResultSchema>;
