/**
 * Import: from folders to records, thumbnails and pixels for training, in one pass over the files.
 *
 * Images are committed in batches. Of each batch first the pixels and the thumbnails are on disk, and then the caller's
 * database hears of it; so whenever it stops, by cancelling, an error or a killed process, everything the database knows is
 * there, and importing again goes on with the rest.
 */
import type { DatasetRecord, LabelSource, SkippedFile, ThumbnailLevel } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import type { StoredImage } from '../library/datasets.ts';
import { DatasetWriter } from './dataset-writer.ts';
import { decodeFiles, DecodePool } from './decode-pool.ts';
import type { ReadImage } from './decode-worker.ts';
import { type Labeller, openLabels } from './labels.ts';
import { ProgressMeter } from './progress-meter.ts';
import { sampleShortSide } from './sample-sizes.ts';
import { type FoundFile, scanSources, uniqueName } from './scan.ts';

/**
 * What the dataset had when the import began. An image is the same when its path, size and time are, or when its content is.
 * Equal files that come in one import are all kept.
 */
export interface KnownImages {
  hasFile(path: string, bytes: number, modified: number): boolean;
  hasContent(id: string): boolean;
  /** Whether a name (`ImageRecord.file`) is taken. */
  hasName(file: string): boolean;
}

export interface ImportOptions {
  sources: readonly string[];
  labels: LabelSource;
  /** The dataset's folder, for thumbnails and pixels. */
  folder: string;
  dataset: Pick<DatasetRecord, 'images' | 'channels' | 'medianShortSide' | 'thumbnails'>;
  known: KnownImages;
  /** Takes the next images; `index` goes on from `dataset.images`. Their thumbnails and pixels are on disk. */
  onBatch(images: StoredImage[], thumbnails: ThumbnailLevel[]): void | Promise<void>;
  onSkipped(files: SkippedFile[]): void | Promise<void>;
  progress?: ReportProgress;
  signal?: AbortSignal;
}

export interface ImportSummary {
  added: number;
  /** Files that the dataset had already. */
  known: number;
  skipped: number;
  /** Lines of the table of labels that no image matched. */
  unmatchedLabels: number;
  seconds: number;
}

/** Files that cannot be read are told of in such portions. */
const SKIPPED_TOGETHER = 1024;

/**
 * Imports what is new.
 *
 * @throws MorphospaceError `no-such-source`, `no-images` when nothing that looks like an image was found, `unreadable-labels`,
 * `disk-full`, `not-writable`; what `signal` was aborted with.
 */
export async function importImages(options: ImportOptions): Promise<ImportSummary> {
  const { sources, labels, known, onSkipped, progress, signal } = options;
  const started = performance.now();
  // The threads start while the folders are looked through.
  const pool = new DecodePool();
  try {
    const { files, skipped } = await findFiles(sources, progress, signal);
    if (files.length === 0 && skipped.length === 0) throw noImages(sources);
    if (skipped.length > 0) await onSkipped(skipped);

    const labeller = await openLabels(labels, files);
    // The table of labels speaks of images that are known, too.
    for (const found of files) labeller.labelOf(found);
    const fresh = files.filter(({ path, bytes, modified }) => !known.hasFile(path, bytes, modified));
    const read = fresh.length === 0 ? NOTHING_READ : await readFiles(fresh, labeller, pool, options);
    return {
      added: read.added,
      known: files.length - fresh.length + read.known,
      skipped: skipped.length + read.skipped,
      unmatchedLabels: labeller.unmatchedLines(),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await pool.close();
  }
}

type ReadCounts = Pick<ImportSummary, 'added' | 'known' | 'skipped'>;
const NOTHING_READ: ReadCounts = { added: 0, known: 0, skipped: 0 };

/** Reads the files that the dataset does not know by their path. */
async function readFiles(
  files: readonly FoundFile[],
  labeller: Labeller,
  pool: DecodePool,
  options: ImportOptions,
): Promise<ReadCounts> {
  const { known, onSkipped, progress, signal } = options;
  const counts = { ...NOTHING_READ };
  const names = new Set<string>();
  const unreadable: SkippedFile[] = [];
  const tellUnreadable = async () => {
    counts.skipped += unreadable.length;
    if (unreadable.length > 0) await onSkipped(unreadable.splice(0));
  };

  const output = await DatasetWriter.open(options, () => sampleShortSide(files, signal));
  try {
    const meter = new ProgressMeter('Reading images', files.length, progress);
    for await (const { file: found, outcome } of decodeFiles(files, output.request, { pool, signal })) {
      meter.advance();
      if ('reason' in outcome) unreadable.push({ file: found.file, reason: outcome.reason });
      else if (known.hasContent(outcome.id)) counts.known += 1;
      else {
        const file = uniqueName(found.file, (name) => names.has(name) || known.hasName(name));
        names.add(file);
        await output.add(toRecord(found, outcome, file, labeller.labelOf(found)), outcome);
        counts.added += 1;
      }
      if (unreadable.length >= SKIPPED_TOGETHER) await tellUnreadable();
    }
    await output.finish();
    await tellUnreadable();
    meter.finish();
    return counts;
  } finally {
    await output.close();
  }
}

async function findFiles(
  sources: readonly string[],
  progress: ReportProgress | undefined,
  signal: AbortSignal | undefined,
): Promise<{ files: FoundFile[]; skipped: SkippedFile[] }> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const meter = new ProgressMeter('Looking for images', null, progress);
  for await (const event of scanSources(sources, signal)) {
    if (event.kind === 'skipped') skipped.push({ file: event.file, reason: event.reason });
    else {
      files.push(event.found);
      meter.advance();
    }
  }
  meter.finish();
  return { files, skipped };
}

function toRecord(
  found: FoundFile,
  image: ReadImage,
  file: string,
  label: string | null,
): Omit<StoredImage, 'index'> {
  const { id, width, height, channels, format } = image;
  const { path, bytes, modified } = found;
  return { id, file, path, width, height, channels, bytes, modified, format, label };
}

function noImages(sources: readonly string[]): MorphospaceError {
  return new MorphospaceError(
    'no-images',
    `There are no images in ${sources.join(', ')}.`,
    'Choose a folder with JPEG, PNG, WebP, AVIF, TIFF, BMP, GIF or PGM/PPM files in it or below it.',
  );
}
