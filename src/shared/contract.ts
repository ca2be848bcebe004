/**
 * The one contract between the engine and everything that talks to it: the renderer (over Electron IPC or WebSocket), the
 * command line and the tests. A method has a schema for its parameters and one for its result; an event has one for its
 * payload. Parameters are parsed where they enter the engine and trusted inside. All types are inferred from here.
 */
import { z } from 'zod';
import { analysisRecordSchema, analysisRequestSchema, analysisResultSchema } from './analyses.ts';
import { bytesSchema, float32ArraySchema, int32ArraySchema } from './arrays.ts';
import { columnRecordSchema } from './columns.ts';
import { curationChangeSchema, curationSummarySchema, imageCurationSchema } from './curation.ts';
import { datasetRecordSchema, imageRecordSchema, labelSourceSchema, skippedFileSchema } from './datasets.ts';
import { doctorReportSchema } from './doctor.ts';
import { importOptionsSchema } from './imported.ts';
import { jobRecordSchema } from './jobs.ts';
import {
  codesSchema,
  enlargementSchema,
  inspectionSchema,
  neighbourSchema,
  pathOptionsSchema,
  picturesSchema,
  sampleNeighboursSchema,
  sampleOptionsSchema,
} from './latent.ts';
import {
  deviceSchema,
  epochRecordSchema,
  modelRecordSchema,
  trainingOptionsSchema,
  trainingPlanSchema,
} from './models.ts';
import { projectionMethodSchema, projectionOptionsSchema, projectionRecordSchema } from './projections.ts';
import {
  attributeDefinitionSchema,
  attributeRecordSchema,
  latentStatisticsSchema,
  repairOptionsSchema,
  repairSchema,
  walkSchema,
} from './steering.ts';
import { warningSchema } from './warnings.ts';

const nothing = z.void().or(z.null());
const dataset = z.object({ datasetId: z.string() });
const model = z.object({ modelId: z.string() });
const page = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(5000).default(500),
});
const index = z.number().int().min(0);
const started = z.object({ jobId: z.string() });
const vector = float32ArraySchema;
const projectionName = z.string().trim().max(100);
const attributeName = z.string().trim().min(1).max(100);
const attribute = z.object({ attributeId: z.string() });

function method<P extends z.ZodType, R extends z.ZodType>(params: P, result: R) {
  return { params, result };
}

export const methods = {
  'app.status': method(
    z.object({}),
    z.object({
      version: z.string(),
      library: z.string(),
      engineProcess: z.number().int(),
      platform: z.string(),
    }),
  ),
  'app.doctor': method(z.object({}), doctorReportSchema),

  'jobs.list': method(z.object({}), z.array(jobRecordSchema)),
  'jobs.cancel': method(z.object({ jobId: z.string() }), nothing),
  /** Forgets finished jobs, so that their notices go away. */
  'jobs.dismiss': method(z.object({ jobId: z.string() }), nothing),

  'datasets.list': method(z.object({}), z.array(datasetRecordSchema)),
  'datasets.get': method(dataset, datasetRecordSchema),
  /** Imports folders and files into a new dataset, or adds what is new to an old one. The job's result: importResultSchema. */
  'datasets.import': method(
    z.object({
      paths: z.array(z.string()).min(1),
      name: z.string().min(1).max(200).optional(),
      datasetId: z.string().optional(),
      labels: labelSourceSchema.default('auto'),
    }),
    started.extend({ datasetId: z.string() }),
  ),
  /** Adds the sample faces with their trained model and map, or finds them where they already are. */
  'datasets.addSample': method(z.object({}), started),
  'datasets.rename': method(dataset.extend({ name: z.string().min(1).max(200) }), datasetRecordSchema),
  'datasets.remove': method(dataset, nothing),
  'datasets.images': method(
    dataset.extend(page.shape).extend({ search: z.string().optional(), label: z.string().optional() }),
    z.object({ total: z.number().int(), images: z.array(imageRecordSchema) }),
  ),
  'datasets.skipped': method(
    dataset.extend(page.shape),
    z.object({ total: z.number().int(), files: z.array(skippedFileSchema) }),
  ),
  /** The label of every image as its position in `DatasetRecord.labels`, -1 for none. */
  'datasets.labels': method(dataset, z.object({ values: int32ArraySchema })),
  /** The records of some images, in the order asked for. */
  'datasets.imagesAt': method(
    dataset.extend({ indices: z.array(index).max(5000) }),
    z.array(imageRecordSchema),
  ),

  /** The columns of a dataset, and those of a model's codes and analyses when one is named. */
  'columns.list': method(dataset.extend({ modelId: z.string().optional() }), z.array(columnRecordSchema)),
  /** `[images]`: numbers, or positions in `categories` with -1 for none; NaN where there is no value. */
  'columns.values': method(
    dataset.extend({ modelId: z.string().optional(), column: z.string() }),
    z.object({ values: float32ArraySchema }),
  ),
  /** Adds the columns of a CSV file whose column `file` names images by path or by file name. */
  'columns.import': method(
    dataset.extend({ file: z.string() }),
    z.object({
      columns: z.array(z.string()),
      /** Images that got values, and rows that name no image. */
      matched: z.number().int(),
      unmatched: z.number().int(),
    }),
  ),
  /** Removes an imported column. */
  'columns.remove': method(dataset.extend({ column: z.string() }), nothing),

  'curation.summary': method(dataset, curationSummarySchema),
  'curation.image': method(dataset.extend({ index }), imageCurationSchema),
  /** All notes, by image. */
  'curation.notes': method(dataset, z.array(z.object({ image: index, text: z.string() }))),
  /** Applies changes together and gives what undoes them: only what really changed, in the order to apply. */
  'curation.apply': method(
    dataset.extend({ changes: z.array(curationChangeSchema).min(1) }),
    z.object({ inverse: z.array(curationChangeSchema) }),
  ),
  /**
   * Writes images, or what is known of them, to where a person wants them: `copy` and `link` into a folder, a table as .csv or
   * .parquet (file, label, tags, note, columns, codes when a model is named), codes alone as .npy. The job's result: selectionResultSchema.
   */
  'curation.export': method(
    dataset.extend({
      images: z.array(index).min(1),
      modelId: z.string().optional(),
      form: z.enum(['copy', 'link', 'table', 'codes']),
      out: z.string(),
    }),
    started,
  ),

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

  /** What a screen wants to find again after a restart, under a name of its own; null when there is none. */
  'state.read': method(z.object({ key: z.string().max(200) }), z.object({ value: z.unknown() })),
  'state.write': method(z.object({ key: z.string().max(200), value: z.unknown() }), nothing),

  /** Opens a place for files that a browser sends (PUT under the returned path); then import that folder, or model files in it. */
  'uploads.begin': method(
    z.object({ name: z.string().min(1).max(200) }),
    z.object({ folder: z.string(), url: z.string() }),
  ),

  'models.list': method(z.object({ datasetId: z.string().optional() }), z.array(modelRecordSchema)),
  'models.get': method(model, modelRecordSchema),
  /** What automatic mode makes of these options on this dataset, without starting anything. */
  'models.plan': method(
    dataset.extend({ options: trainingOptionsSchema }),
    z.object({ plan: trainingPlanSchema, parameters: z.number().int() }),
  ),
  /** Times a few steps on each device. The job's result: estimateResultSchema. */
  'models.estimate': method(dataset.extend({ options: trainingOptionsSchema }), started),
  'models.train': method(
    dataset.extend({ options: trainingOptionsSchema, name: z.string().min(1).max(200).optional() }),
    started.extend({ modelId: z.string() }),
  ),
  /**
   * Makes a model of the dataset out of an encoder that was made elsewhere and, where there is one, its decoder: ONNX files by their
   * paths, which are tried on some of the images and copied. The job's result: importModelResultSchema.
   */
  'models.importOnnx': method(
    dataset
      .extend({
        encoder: z.string(),
        decoder: z.string().optional(),
        name: z.string().trim().min(1).max(200).optional(),
      })
      .extend(importOptionsSchema.shape),
    started,
  ),
  /** Goes on with an interrupted run from its last checkpoint. */
  'models.resume': method(
    model.extend({ epochs: z.number().int().optional(), minutes: z.number().optional() }),
    started,
  ),
  'models.history': method(model, z.array(epochRecordSchema)),
  /** Images that training held out, spread over all of them. */
  'models.heldOut': method(
    model.extend({ count: z.number().int().min(1).max(100).default(10) }),
    z.object({ indices: z.array(index) }),
  ),
  'models.rename': method(model.extend({ name: z.string().min(1).max(200) }), modelRecordSchema),
  'models.remove': method(model, nothing),
  /** The job's result: evaluateResultSchema. */
  'models.evaluate': method(model.extend({ datasetId: z.string().optional() }), started),
  /**
   * Encodes all images of the model's dataset, so that it can be explored; or those of another dataset (its identifier) or
   * folder. With `file` (.npy, .csv, .parquet) the codes are written there. The job's result: embedResultSchema.
   */
  'models.embed': method(
    model.extend({ source: z.string().optional(), file: z.string().optional() }),
    started,
  ),
  /**
   * Writes encoder.onnx, decoder.onnx and model.json into a folder, and with `page` a web page that runs the decoder offline. The
   * licence goes into all of them. The job's result: { files }.
   */
  'models.export': method(
    model.extend({
      folder: z.string(),
      page: z.boolean().default(false),
      licence: z.string().trim().max(2000).default(''),
    }),
    started,
  ),

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
      code: vector.optional(),
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
      points: vector.refine(({ length }) => length > 0 && length % 2 === 0, 'expected pairs of coordinates'),
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
          .array(z.union([index, z.string(), vector]))
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

export const events = {
  job: jobRecordSchema,
  /** Something listed has changed; ask again. */
  library: z.object({
    changed: z.enum(['datasets', 'models', 'projections', 'analyses', 'attributes', 'curation', 'columns']),
    id: z.string(),
  }),
  /** The live state of a training run, a few times a second. */
  training: z.object({
    modelId: z.string(),
    epoch: z.number().int(),
    step: z.number().int(),
    totalSteps: z.number().int().nullable(),
    secondsLeft: z.number().nullable(),
    imagesPerSecond: z.number(),
    device: deviceSchema,
    loss: z.number(),
    reconstruction: z.number(),
    kl: z.number(),
    skippedSteps: z.number().int(),
    /** See `EpochRecord.terms`. */
    terms: z.record(z.string(), z.number()),
    warnings: z.array(warningSchema),
  }),
  /** After each epoch. */
  epoch: z.object({ modelId: z.string(), record: epochRecordSchema }),
  /** Held-out images above, their reconstructions below: 2 x count pictures. */
  reconstructions: z.object({ modelId: z.string(), epoch: z.number().int(), pictures: picturesSchema }),
  /** The layout so far, while it is computed. */
  layout: z.object({
    projectionId: z.string(),
    modelId: z.string(),
    epoch: z.number().int(),
    epochs: z.number().int(),
    values: float32ArraySchema,
  }),
  /** The engine process itself: it died and is being started again, or is back. Sent by the host, not by the engine. */
  engine: z.object({ state: z.enum(['ready', 'restarting', 'failed']), message: z.string() }),
} as const;

export type Methods = {
  [M in keyof typeof methods]: {
    params: z.input<(typeof methods)[M]['params']>;
    result: z.output<(typeof methods)[M]['result']>;
  };
};
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Methods[M]['params'];
/** Parameters after parsing: defaults are filled in. */
export type ParsedParams<M extends MethodName> = z.output<(typeof methods)[M]['params']>;
export type Result<M extends MethodName> = Methods[M]['result'];

export type Events = { [E in keyof typeof events]: z.output<(typeof events)[E]> };
export type EventName = keyof Events;

/** How every client sees the engine, whatever lies between. */
export interface Transport {
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Returns the function that removes the listener. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  close(): void;
}
