/** Methods about models: plans, training, codes, files. */
import { z } from 'zod';
import { importOptionsSchema } from '../imported.ts';
import {
  epochRecordSchema,
  modelRecordSchema,
  trainingOptionsSchema,
  trainingPlanSchema,
} from '../models.ts';
import { dataset, index, method, model, nothing, started } from './method.ts';

export const modelsMethods = {
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
} as const;
