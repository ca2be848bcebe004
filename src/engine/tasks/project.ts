/** Lays out the images of a model's dataset by their codes and keeps the coordinates. */
import { join } from 'node:path';
import type { ProjectResult } from '../../shared/job-results.ts';
import type { ProjectionMethod, ProjectionOptions } from '../../shared/projections.ts';
import type { TaskContext } from '../jobs/task.ts';
import { writeNpy } from '../library/npy.ts';
import { projectPca } from '../projection/pca.ts';
import { projectUmap, resolveUmapOptions } from '../projection/umap.ts';
import { ensureCodes } from './codes.ts';

export interface ProjectInput {
  modelId: string;
  projectionId: string;
  method: ProjectionMethod;
  options: ProjectionOptions;
}

export async function project(input: ProjectInput, context: TaskContext): Promise<ProjectResult> {
  const { modelId, projectionId, method } = input;
  const { library, progress, signal, emit } = context;
  const codes = await ensureCodes(modelId, context);
  const started = performance.now();

  const show = (values: Float32Array, epoch: number, epochs: number) =>
    emit('layout', { projectionId, modelId, epoch, epochs, values });
  const { coordinates } =
    method === 'pca'
      ? await projectPca(codes, { progress, signal })
      : await projectUmap(codes, input.options, { progress, signal, onCoordinates: show });
  signal.throwIfAborted();

  const seconds = (performance.now() - started) / 1000;
  await writeNpy(join(library.projectionFolder(projectionId), 'coordinates.npy'), {
    shape: [codes.rows, 2],
    values: coordinates,
  });
  library.projections.add({
    id: projectionId,
    modelId,
    method,
    options: method === 'pca' ? {} : resolveUmapOptions(input.options, codes.rows),
    created: new Date().toISOString(),
    rows: codes.rows,
    seconds,
  });
  return { projectionId, rows: codes.rows, seconds };
}
