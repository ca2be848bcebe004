/** Answers about projections: lists, layouts, coordinates. */
import { join } from 'node:path';
import { createIdentifier } from '../library/identifiers.ts';
import { readNpy } from '../library/npy.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { coordinatesCsv } from '../export/coordinates.ts';
import { refuseWhileBusy } from './busy.ts';
import type { Answers, Rooms } from './rooms.ts';

type ProjectionMethodName = Extract<keyof Answers, `projections.${string}`>;

export function projectionAnswers({ library, queue, emit }: Rooms): Answers<ProjectionMethodName> {
  const { models, projections } = library;
  const coordinates = (id: string) => readNpy(join(library.projectionFolder(id), 'coordinates.npy'));

  return {
    'projections.list': ({ modelId }) => projections.list(modelId),

    'projections.create'({ modelId, method, options, name: given }) {
      const { name, datasetId } = models.get(modelId);
      const projectionId = createIdentifier(method);
      const job = queue.start({
        kind: 'project',
        title: `Lay out the images of ${name}`,
        task: 'project',
        input: { modelId, projectionId, name: given || null, method, options },
        datasetId,
        modelId,
        projectionId,
        complete(result) {
          emit('library', { changed: 'models', id: modelId });
          emit('library', { changed: 'projections', id: projectionId });
          return result;
        },
      });
      return { jobId: job.id, projectionId };
    },

    async 'projections.export'({ projectionId, file }) {
      const { modelId, rows } = projections.get(projectionId);
      const { values } = await coordinates(projectionId);
      await writeFileAtomically(
        file,
        coordinatesCsv(library.datasets.eachImage(models.get(modelId).datasetId), values),
      );
      return { rows, file };
    },

    'projections.rename'({ projectionId, name }) {
      projections.get(projectionId);
      const record = projections.rename(projectionId, name);
      emit('library', { changed: 'projections', id: projectionId });
      return record;
    },

    async 'projections.remove'({ projectionId }) {
      refuseWhileBusy(queue.list(), 'projectionId', projectionId, 'The map');
      await library.removeProjection(projectionId);
      emit('library', { changed: 'projections', id: projectionId });
    },

    async 'projections.coordinates'({ projectionId }) {
      projections.get(projectionId);
      const { shape, values } = await coordinates(projectionId);
      return { rows: shape[0]!, values };
    },
  };
}
