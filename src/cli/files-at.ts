import type { Transport } from '../shared/contract.ts';

/** The most images that the engine describes in one answer. */
const PAGE = 5000;

/** The files of images by their positions in the dataset, relative to the imported folder. */
export async function filesAt(
  engine: Transport,
  datasetId: string,
  positions: readonly number[],
): Promise<string[]> {
  const files: string[] = [];
  for (let from = 0; from < positions.length; from += PAGE) {
    const indices = positions.slice(from, from + PAGE);
    const images = await engine.call('datasets.imagesAt', { datasetId, indices });
    files.push(...images.map(({ file }) => file));
  }
  return files;
}
