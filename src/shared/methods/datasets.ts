/** Methods about datasets and their images. */
import { z } from 'zod';
import { int32ArraySchema } from '../arrays.ts';
import { datasetRecordSchema, imageRecordSchema, labelSourceSchema, skippedFileSchema } from '../datasets.ts';
import { dataset, index, method, nothing, page, started } from './method.ts';

export const datasetsMethods = {
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
  /** Opens a place for files that a browser sends (PUT under the returned path); then import that folder, or model files in it. */
  'uploads.begin': method(
    z.object({ name: z.string().min(1).max(200) }),
    z.object({ folder: z.string(), url: z.string() }),
  ),
} as const;
