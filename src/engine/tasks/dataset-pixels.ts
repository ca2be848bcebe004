/** The pixels of a dataset as training and encoding want them, prepared when a shape is asked for that is not on disk. */
import type { TaskContext } from '../jobs/task.ts';
import { findPixelCaches, PixelCache, type PixelShape } from '../images/pixel-cache.ts';
import { preparePixels } from '../images/prepare-pixels.ts';
import type { Library } from '../library/library.ts';
import type { PixelSource } from '../training/pixels.ts';

export interface DatasetPixels extends PixelSource {
  close(): void;
}

/** Opens the pixels of all images of a dataset; what is missing of them is decoded first, with progress. */
export async function openDatasetPixels(
  datasetId: string,
  shape: PixelShape,
  { library, progress, signal }: Pick<TaskContext, 'library' | 'progress' | 'signal'>,
): Promise<DatasetPixels> {
  const { datasets } = library;
  const folder = library.datasetFolder(datasetId);
  const images = datasets.count(datasetId);
  const originals = (first: number) => datasets.eachImage(datasetId, first);
  await preparePixels({ folder, shape, images, originals, progress, signal });
  return asSource(new PixelCache(folder, shape));
}

/** The smallest pixels of all images that are on disk already, or null: for a quick look at what they are like. */
export async function cachedPixels(library: Library, datasetId: string): Promise<DatasetPixels | null> {
  const folder = library.datasetFolder(datasetId);
  const images = library.datasets.count(datasetId);
  const caches = await findPixelCaches(folder);
  const complete = caches
    .filter((cache) => cache.images >= images)
    .sort((a, b) => a.shape.size - b.shape.size);
  return complete[0] ? asSource(new PixelCache(folder, complete[0].shape)) : null;
}

function asSource(cache: PixelCache): DatasetPixels {
  return {
    images: cache.images,
    ...cache.shape,
    read: (indices, target) => Promise.resolve(cache.read(indices, target)),
    close: () => cache.close(),
  };
}
