/** Datasets of images that exist only in the database. */
import type { StoredImage } from '../../../src/engine/library/datasets.ts';
import type { Library } from '../../../src/engine/library/library.ts';

export function storedImage(index: number, changes: Partial<StoredImage> = {}): StoredImage {
  return {
    index,
    id: index.toString(16).padStart(32, '0'),
    file: `${index}.png`,
    path: `/pictures/${index}.png`,
    width: 40,
    height: 30,
    channels: 1,
    bytes: 1000,
    modified: 0,
    format: 'png',
    label: null,
    ...changes,
  };
}

/** @returns the identifier of a new dataset of `count` images. */
export function addDataset(
  { datasets }: Library,
  count: number,
  changes: (index: number) => Partial<StoredImage> = () => ({}),
): string {
  const { id } = datasets.create('Pictures');
  datasets.addImages(
    id,
    Array.from({ length: count }, (_, index) => storedImage(index, changes(index))),
  );
  datasets.summarise(id);
  return id;
}
