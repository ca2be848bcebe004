/** The pixels of a dataset as training and encoding want them, prepared when a shape is asked for that is not on disk. */
import type { TaskContext } from '../jobs/task.ts';
import { cachedShapes, countCachedImages, PixelCache, type PixelShape } from '../images/pixel-cache.ts';
import { preparePixels } from '../images/prepare-pixels.ts';
import type { Library } from '../library/library.ts';

/** Pixels and labels; the labels are read when somebody asks for them, which only conditional models do. */
class LabelledPixels extends PixelCache {
  readonly #read: () => (string | null)[];
  #labels: (string | null)[] | null = null;

  constructor(folder: string, shape: PixelShape, read: () => (string | null)[]) {
    super(folder, shape);
    this.#read = read;
  }

  get labels(): readonly (string | null)[] {
    return (this.#labels ??= this.#read());
  }
}

/** Opens the pixels of all images of a dataset; what is missing of them is decoded first, with progress. */
export async function openDatasetPixels(
  datasetId: string,
  shape: PixelShape,
  { library, progress, signal }: Pick<TaskContext, 'library' | 'progress' | 'signal'>,
): Promise<PixelCache> {
  const { datasets } = library;
  const folder = library.datasetFolder(datasetId);
  const images = datasets.count(datasetId);
  const originals = (first: number) => datasets.eachImage(datasetId, first);
  await preparePixels({ folder, shape, images, originals, progress, signal });
  return new LabelledPixels(folder, shape, () =>
    Array.from(datasets.eachImage(datasetId), ({ label }) => label),
  );
}

/** The smallest pixels of all images that are on disk already, or null: for a quick look at what they are like. */
export async function cachedPixels(library: Library, datasetId: string): Promise<PixelCache | null> {
  const folder = library.datasetFolder(datasetId);
  const images = library.datasets.count(datasetId);
  const shapes = cachedShapes(folder).sort((a, b) => a.size - b.size);
  for (const shape of shapes) {
    if ((await countCachedImages(folder, shape)) >= images) return new PixelCache(folder, shape);
  }
  return null;
}
