/** Writes the sample faces as ordinary picture files, so that they are imported like anybody's pictures. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelledError, MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import { asStorageError } from '../library/atomic.ts';
import { unpackPictures } from './pack.ts';
import { factorsCsv, fileOf, SAMPLE_COUNT, sampleFaces } from './sample-faces.ts';

/** Name of the pack inside the folder of the sample set's resources. */
export const PACK_FILE = 'faces.riff';

const WRITES_AT_ONCE = 32;

export interface MaterialiseOptions {
  /** The folder that holds the pack: `resources/sample-faces`. */
  resources: string;
  progress?: ReportProgress;
  signal?: AbortSignal;
}

export interface MaterialisedFaces {
  /** The folder to import: it holds the pictures and nothing else. */
  images: string;
  /** Names of the pictures in `images`, in the order of the faces. */
  files: string[];
  /** The table of factors; its `file` column is relative to `images`, its `label` column is the hair style. */
  factorsCsv: string;
}

/**
 * Writes `images/face-0001.webp` ... and `factors.csv` into `folder`, over whatever is there: what can be made again at
 * any time is not worth a check.
 *
 * @throws MorphospaceError `cancelled`; `bad-sample-pack`; `disk-full` or `not-writable`
 */
export async function materialiseSampleFaces(
  folder: string,
  { resources, progress, signal }: MaterialiseOptions,
): Promise<MaterialisedFaces> {
  const pictures = unpackPictures(await readFile(join(resources, PACK_FILE)));
  if (pictures.length !== SAMPLE_COUNT) {
    throw new MorphospaceError(
      'bad-sample-pack',
      `There are ${pictures.length} sample faces where there should be ${SAMPLE_COUNT}.`,
      'Install Morphospace again, or import a folder of your own pictures.',
    );
  }
  const images = join(folder, 'images');
  const table = join(folder, 'factors.csv');
  try {
    await mkdir(images, { recursive: true });
    for (let start = 0; start < pictures.length; start += WRITES_AT_ONCE) {
      if (signal?.aborted) throw cancelledError();
      const batch = pictures.slice(start, start + WRITES_AT_ONCE);
      await Promise.all(batch.map((picture, i) => writeFile(join(images, fileOf(start + i)), picture)));
      progress?.({ title: 'Unpacking the sample faces', value: (start + batch.length) / pictures.length });
    }
    await writeFile(table, factorsCsv(sampleFaces()));
  } catch (error) {
    throw asStorageError(error, folder);
  }
  return { images, files: pictures.map((_, index) => fileOf(index)), factorsCsv: table };
}
