/** Methods about what is known of images and what people say about them: columns, tags, notes, selections. */
import { z } from 'zod';
import { float32ArraySchema } from '../arrays.ts';
import { columnRecordSchema } from '../columns.ts';
import { curationChangeSchema, curationSummarySchema, imageCurationSchema } from '../curation.ts';
import { dataset, index, method, nothing, started } from './method.ts';

export const curationMethods = {
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
} as const;
