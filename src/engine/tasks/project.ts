/** Lays out the images of a model's dataset by their codes and keeps the coordinates. */
import { join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ProjectResult } from '../../shared/job-results.ts';
import type { Codes } from '../../shared/latent.ts';
import type { ProjectionMethod, ProjectionOptions } from '../../shared/projections.ts';
import type { TaskContext } from '../jobs/task.ts';
import { writeNpy } from '../library/npy.ts';
import { type ProjectionFit, writeFit } from '../library/projection-fit.ts';
import { latentPlane } from '../projection/latent-plane.ts';
import { projectPca } from '../projection/pca.ts';
import { projectUmap } from '../projection/umap.ts';
import { ensureCodes } from './codes.ts';

export interface ProjectInput {
  modelId: string;
  projectionId: string;
  name: string | null;
  method: ProjectionMethod;
  options: ProjectionOptions;
}

/** A finished layout, with the options as they were resolved. */
interface Layout {
  coordinates: Float32Array;
  options: ProjectionOptions;
  /** Of a principal component analysis: what places further codes on the same plane. */
  plane?: ProjectionFit['plane'];
}

export async function project(input: ProjectInput, context: TaskContext): Promise<ProjectResult> {
  const { modelId, projectionId, method, name } = input;
  const { library } = context;
  const codes = await ensureCodes(modelId, context);
  const started = performance.now();
  const { coordinates, options, plane = null } = await layOut[method](codes, input, context);
  context.signal.throwIfAborted();

  const seconds = (performance.now() - started) / 1000;
  const folder = library.projectionFolder(projectionId);
  await writeNpy(join(folder, 'coordinates.npy'), { shape: [codes.rows, 2], values: coordinates });
  await writeFit(folder, { rows: codes.rows, steps: library.models.get(modelId).steps, plane });
  library.projections.add({
    id: projectionId,
    modelId,
    name,
    method,
    options,
    created: new Date().toISOString(),
    rows: codes.rows,
    seconds,
  });
  return { projectionId, rows: codes.rows, seconds };
}

type LayOut = (codes: Codes, input: ProjectInput, context: TaskContext) => Promise<Layout>;

const layOut: Record<ProjectionMethod, LayOut> = {
  async umap(codes, { modelId, projectionId, options: asked }, { library, progress, signal, emit }) {
    const { coordinates, options } = await projectUmap(codes, asked, {
      progress,
      signal,
      labels: asked.supervision ? labelsOf(library, modelId) : undefined,
      onCoordinates: (values, epoch, epochs) =>
        emit('layout', { projectionId, modelId, epoch, epochs, values }),
    });
    return { coordinates, options };
  },

  async pca(codes, _, { progress, signal }) {
    const { coordinates, pca } = await projectPca(codes, { progress, signal });
    return { coordinates, options: {}, plane: { mean: [...pca.mean], axes: [...pca.axes] } };
  },

  async latent(codes, { options: { dimensions = [0, 1] } }) {
    return { coordinates: latentPlane(codes, dimensions), options: { dimensions } };
  },
};

/** @throws MorphospaceError `no-labels` */
function labelsOf({ datasets, models }: TaskContext['library'], modelId: string): Int32Array {
  const labels = datasets.labelIndices(models.get(modelId).datasetId);
  if (labels.some((label) => label >= 0)) return labels;
  throw new MorphospaceError(
    'no-labels',
    'No image of this dataset has a label.',
    'Lay the images out without labels, or import the folder again with labels.',
  );
}
