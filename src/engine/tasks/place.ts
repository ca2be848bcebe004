/** Places images that were added to a dataset on the maps that a model has of it, which stay as they are. */
import { join } from 'node:path';
import type { Codes } from '../../shared/latent.ts';
import type { ProjectionRecord } from '../../shared/projections.ts';
import type { TaskContext } from '../jobs/task.ts';
import { readNpy, writeNpy } from '../library/npy.ts';
import { type ProjectionFit, readFit } from '../library/projection-fit.ts';
import { latentPlane } from '../projection/latent-plane.ts';
import { fitPca, pcaCoordinates } from '../projection/pca.ts';
import { placeOnUmap, resolveUmapOptions } from '../projection/umap.ts';

/** Brings every map of the model to as many rows as there are codes. A map of codes before further training is left as it is. */
export async function placeNewImages(modelId: string, codes: Codes, context: TaskContext): Promise<void> {
  const { library, emit, signal } = context;
  const { steps } = library.models.get(modelId);
  for (const projection of library.projections.list(modelId)) {
    const folder = library.projectionFolder(projection.id);
    const file = join(folder, 'coordinates.npy');
    const { shape, values } = await readNpy(file);
    const placed = shape[0]!;
    const fit = (await readFit(folder)) ?? { rows: projection.rows, steps, plane: null };
    if (placed >= codes.rows || fit.steps !== steps) continue;
    const map = { projection, fit, coordinates: values.subarray(0, fit.rows * 2) };
    const added = await place(map, codes, placed, context);
    signal.throwIfAborted();
    const coordinates = new Float32Array(codes.rows * 2);
    coordinates.set(values);
    coordinates.set(added, placed * 2);
    await writeNpy(file, { shape: [codes.rows, 2], values: coordinates });
    library.projections.setRows(projection.id, codes.rows);
    emit('library', { changed: 'projections', id: projection.id });
  }
}

interface LaidOut {
  projection: ProjectionRecord;
  fit: ProjectionFit;
  /** `[fit.rows, 2]` */
  coordinates: Float32Array;
}

/** Coordinates of the codes from row `first` on, `[rows - first, 2]`. */
async function place(
  { projection: { method, options }, fit, coordinates }: LaidOut,
  codes: Codes,
  first: number,
  { progress, signal }: TaskContext,
): Promise<Float32Array> {
  const added = rowsOf(codes, first, codes.rows);
  const laidOut = () => rowsOf(codes, 0, fit.rows);
  switch (method) {
    case 'latent':
      return latentPlane(added, options.dimensions ?? [0, 1]);
    case 'pca':
      return pcaCoordinates(fit.plane ? planeOf(fit.plane) : await fitPca(laidOut(), 2, { signal }), added);
    case 'umap': {
      const map = { codes: laidOut(), coordinates, options: resolveUmapOptions(options, fit.rows) };
      const title = 'Placing new images';
      return placeOnUmap(map, added, { signal, progress: (part) => progress({ ...part, title }) });
    }
  }
}

function planeOf({ mean, axes }: NonNullable<ProjectionFit['plane']>) {
  const dimensions = mean.length;
  return {
    ...{ dimensions, components: axes.length / dimensions },
    ...{ mean: Float64Array.from(mean), axes: Float64Array.from(axes) },
  };
}

function rowsOf({ dimensions, values }: Codes, from: number, to: number): Codes {
  return { rows: to - from, dimensions, values: values.subarray(from * dimensions, to * dimensions) };
}
