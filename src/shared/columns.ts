/**
 * Columns: one value per image, whatever it comes from, so that a map can be coloured, a gallery sorted and a selection filtered and
 * exported by any of them. A column is named by its identifier:
 *
 *     label                       the label of the dataset
 *     width, height, aspect, bytes
 *     metadata:<name>             a column of an imported CSV file
 *     tag:<name>                  1 where the image has the tag, else 0
 *     excluded                    1 where the image is left out of training
 *     z:<dimension>               a dimension of the model's codes
 *     <analysis id>:<field>       a per-image result of an analysis
 */
import { z } from 'zod';

export const columnGroupSchema = z.enum(['image', 'metadata', 'curation', 'analysis', 'latent']);

export const columnRecordSchema = z.object({
  id: z.string(),
  /** As a person reads it: "Reconstruction error". */
  title: z.string(),
  group: columnGroupSchema,
  kind: z.enum(['number', 'category']),
  /** Of a category: what its values stand for, with their numbers of images. */
  categories: z.array(z.object({ name: z.string(), images: z.number().int() })),
});
export type ColumnRecord = z.infer<typeof columnRecordSchema>;
