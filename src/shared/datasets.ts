/** Datasets: folders of images as the library knows them. */
import { z } from 'zod';

/** How labels are found: none, the name of the first sub-folder, a CSV file with columns `file,label`, or whichever applies. */
export const labelSourceSchema = z.union([z.enum(['auto', 'folders', 'none']), z.string().regex(/\.csv$/i)]);
export type LabelSource = z.infer<typeof labelSourceSchema>;

export const imageRecordSchema = z.object({
  /** Position in the dataset, 0-based; rows of pixels, codes and coordinates are in this order. Never reused. */
  index: z.number().int().nonnegative(),
  /** First 128 bits of the SHA-256 of the file's bytes, in hexadecimal. Equal for identical files. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Path relative to the imported folder, with forward slashes. */
  file: z.string(),
  /** Width and height in pixels as displayed, after EXIF orientation. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().nonnegative(),
  format: z.string(),
  label: z.string().nullable(),
});
export type ImageRecord = z.infer<typeof imageRecordSchema>;

export const skippedFileSchema = z.object({ file: z.string(), reason: z.string() });
export type SkippedFile = z.infer<typeof skippedFileSchema>;

/** One resolution of the thumbnails: square tiles of `tile` pixels packed row by row into pages of `columns` x `rows`. */
export const thumbnailLevelSchema = z.object({
  level: z.number().int().nonnegative(),
  tile: z.number().int().positive(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  pages: z.number().int().nonnegative(),
});
export type ThumbnailLevel = z.infer<typeof thumbnailLevelSchema>;

export const datasetRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  created: z.iso.datetime(),
  images: z.number().int().nonnegative(),
  skipped: z.number().int().nonnegative(),
  /** 1 when every image is grey, else 3. */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Median over the images of the shorter side, in pixels. */
  medianShortSide: z.number().nonnegative(),
  /** Distinct labels with their counts, by name; empty when the images have none. */
  labels: z.array(z.object({ name: z.string(), images: z.number().int() })),
  /** Absolute folders (or files) that were imported, in order. */
  sources: z.array(z.string()),
  thumbnails: z.array(thumbnailLevelSchema),
  /** True for the sample set that comes with the application. */
  sample: z.boolean(),
});
export type DatasetRecord = z.infer<typeof datasetRecordSchema>;
