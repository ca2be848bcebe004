/**
 * Analyses: long looks at a whole dataset that answer one question each, and stay in the library until they are removed. Per-image
 * results are `Float32Array`s in the order of the dataset, as long as `AnalysisRecord.rows`; images that were added later have none.
 */
import { z } from 'zod';
import { float32ArraySchema } from './arrays.ts';

const index = z.number().int().nonnegative();

/** What can be asked. Those of `MODEL_ANALYSES` need a model, whose codes are made first where they are missing. */
export const analysisRequestSchema = z.discriminatedUnion('kind', [
  /** What is odd: reconstruction error and Mahalanobis distance of the code, by the average of their ranks. */
  z.object({ kind: z.literal('outliers') }),
  /** What is there twice. */
  z.object({
    kind: z.literal('duplicates'),
    /** Perceptual hashes that differ in at most so many of 64 bits are near-identical. */
    bits: z.number().int().min(0).max(8).default(4),
  }),
  /** Dark, bright, blurry, low information, odd size, odd aspect, after cleanvision. */
  z.object({ kind: z.literal('quality') }),
  /** What belongs together. Without `count` a criterion chooses it (HDBSCAN finds its own). */
  z.object({
    kind: z.literal('clusters'),
    method: z.enum(['k-means', 'mixture', 'hdbscan']).default('k-means'),
    count: z.number().int().min(2).max(200).optional(),
    /** HDBSCAN: the fewest images that count as a cluster; chosen by the number of images when left out. */
    smallest: z.number().int().min(2).optional(),
    seed: z.number().int().min(0).default(0),
  }),
  /** How well codes tell labels apart, and which labels are probably wrong. */
  z.object({ kind: z.literal('labels'), seed: z.number().int().min(0).default(0) }),
  /** Bytes per image of the codes beside JPEG at equal PSNR. */
  z.object({ kind: z.literal('compression') }),
  /** Which nearest neighbours two models of one dataset agree on. */
  z.object({
    kind: z.literal('agreement'),
    otherModelId: z.string(),
    neighbours: z.number().int().min(1).max(100).default(10),
  }),
]);
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;
export type AnalysisKind = AnalysisRequest['kind'];

export const MODEL_ANALYSES: ReadonlySet<AnalysisKind> = new Set([
  'outliers',
  'clusters',
  'labels',
  'compression',
  'agreement',
]);

export const outliersResultSchema = z.object({
  kind: z.literal('outliers'),
  /** Mean of the two ranks, 0 (most usual) to 1 (oddest). */
  score: float32ArraySchema,
  /** Mean squared error of the reconstruction. */
  reconstruction: float32ArraySchema,
  /** Mahalanobis distance of the code from the mean of all codes. */
  mahalanobis: float32ArraySchema,
});

export const duplicateGroupSchema = z.object({
  /** `identical`: the same bytes. `near`: alike by perceptual hash, confirmed on the pixels. */
  kind: z.enum(['identical', 'near']),
  images: z.array(index).min(2),
  /** The one of the most pixels, then of the most bytes, then the earliest, which all others were compared with: what "keep best" keeps. */
  best: index,
  /** The most bits in which the hash of an image of the group differs from that of `best`; 0 for identical files. */
  bits: z.number().int().nonnegative(),
});
export type DuplicateGroup = z.infer<typeof duplicateGroupSchema>;

export const duplicatesResultSchema = z.object({
  kind: z.literal('duplicates'),
  groups: z.array(duplicateGroupSchema),
});

export const qualityMeasureSchema = z.object({
  id: z.enum(['dark', 'bright', 'blurry', 'low-information', 'odd-size', 'odd-aspect']),
  /** Images that score below this have the fault. */
  threshold: z.number(),
  flagged: z.number().int().nonnegative(),
});
export type QualityMeasure = z.infer<typeof qualityMeasureSchema>;

export const qualityResultSchema = z.object({
  kind: z.literal('quality'),
  measures: z.array(qualityMeasureSchema),
  /** `[measures, rows]`: 1 is faultless, 0 is as bad as can be. */
  scores: float32ArraySchema,
});

export const clusterSchema = z.object({
  /** Given by a person; null until then. */
  name: z.string().nullable(),
  images: z.number().int().positive(),
  /** The images nearest to the middle of the cluster and spread over it, most typical first. */
  representatives: z.array(index),
});
export type Cluster = z.infer<typeof clusterSchema>;

export const clustersResultSchema = z.object({
  kind: z.literal('clusters'),
  /** The position of each image's cluster in `clusters`, -1 for none. */
  assignments: float32ArraySchema,
  /** Largest first. */
  clusters: z.array(clusterSchema),
  /** What chose the number of clusters: the criterion's name, its value for every number tried; null when a person chose. */
  criterion: z
    .object({
      name: z.string(),
      best: z.enum(['highest', 'lowest']),
      tried: z.array(z.object({ count: z.number().int(), value: z.number() })),
    })
    .nullable(),
});

export const suspectLabelSchema = z.object({
  index,
  /** Positions in `classes`. */
  label: index,
  suggested: index,
  /**
   * Held-out probability of the label that the image has, and of the suggested one: the mean of what the linear classifier says and of
   * the share of its nearest neighbours.
   */
  labelProbability: z.number(),
  suggestedProbability: z.number(),
});
export type SuspectLabel = z.infer<typeof suspectLabelSchema>;

export const labelsResultSchema = z.object({
  kind: z.literal('labels'),
  classes: z.array(z.string()),
  /** Images that take part: those whose label another image has too. */
  labelled: z.number().int(),
  /** Images left out because no other image has their label: it cannot be learnt while they are held out. */
  alone: z.number().int().nonnegative(),
  /** Cross-validated: a linear classifier and the 5 nearest neighbours, on the codes and on as many principal components of the pixels. */
  accuracy: z.number(),
  knnAccuracy: z.number(),
  pcaAccuracy: z.number(),
  pcaKnnAccuracy: z.number(),
  /** Share of the commonest label: what guessing would reach. */
  majority: z.number(),
  /** `confusion[true][predicted]`: images, by the linear classifier on the codes. */
  confusion: z.array(z.array(z.number().int())),
  /** Likely wrong labels, most suspect first. */
  suspects: z.array(suspectLabelSchema),
  /** Of every image: held-out probability of the label that it has, NaN without a label. */
  confidence: float32ArraySchema,
});

export const compressionResultSchema = z.object({
  kind: z.literal('compression'),
  /** Images measured, spread over the dataset. */
  images: z.number().int(),
  /** Size of the pixels of one image as the model sees it. */
  rawBytes: z.number(),
  codes: z.array(
    z.object({
      precision: z.enum(['float32', '8-bit']),
      bytesPerImage: z.number(),
      psnr: z.number(),
      /** Mean size of JPEGs of the same pixels whose mean PSNR is the same; null when no quality reaches down or up to it. */
      jpegBytes: z.number().nullable(),
      jpegQuality: z.number().nullable(),
    }),
  ),
});

export const agreementResultSchema = z.object({
  kind: z.literal('agreement'),
  /** Of every image: share of its nearest neighbours that both models name. */
  overlap: float32ArraySchema,
  mean: z.number(),
  /** What chance would give. */
  chance: z.number(),
});

export const analysisResultSchema = z.discriminatedUnion('kind', [
  outliersResultSchema,
  duplicatesResultSchema,
  qualityResultSchema,
  clustersResultSchema,
  labelsResultSchema,
  compressionResultSchema,
  agreementResultSchema,
]);
export type AnalysisResult = z.infer<typeof analysisResultSchema>;
export type ResultOf<K extends AnalysisKind> = Extract<AnalysisResult, { kind: K }>;

export const analysisRecordSchema = z.object({
  id: z.string(),
  datasetId: z.string(),
  modelId: z.string().nullable(),
  request: analysisRequestSchema,
  created: z.iso.datetime(),
  /** Images that there were. */
  rows: z.number().int(),
  seconds: z.number(),
});
export type AnalysisRecord = z.infer<typeof analysisRecordSchema>;
