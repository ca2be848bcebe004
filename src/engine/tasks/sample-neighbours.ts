import type { Codes, SampleNeighbours } from '../../shared/latent.ts';
import type { ExploredModel } from './explored-models.ts';

/** Images whose own nearest image is looked for, to know what is usual. */
const COMPARED = 500;

/** Kept as long as the model is. */
const usualDistances = new WeakMap<ExploredModel, Promise<number>>();

/** The image nearest to each code; null while the images of the dataset are not all encoded. */
export async function nearestImages(explored: ExploredModel, codes: Codes): Promise<SampleNeighbours | null> {
  if (!(await explored.codesIfAny())) return null;
  const { indices, distances } = await (await explored.search()).nearest(codes, 1);
  let usual = usualDistances.get(explored);
  if (!usual) {
    usualDistances.set(explored, (usual = usualDistance(explored)));
    usual.catch(() => usualDistances.delete(explored));
  }
  return { indices, distances, usual: await usual };
}

async function usualDistance(explored: ExploredModel): Promise<number> {
  const { rows } = await explored.codes();
  const compared = Math.min(rows, COMPARED);
  const some = Int32Array.from({ length: compared }, (_, i) => Math.floor((i * rows) / compared));
  const { distances } = await (await explored.search()).nearestToRows(some, 1);
  return distances.sort()[Math.floor(distances.length / 2)] ?? 0;
}
