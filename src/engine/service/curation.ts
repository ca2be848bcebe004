/** Answers about curation: what people say about their images. */
import type { Answers, Rooms } from './rooms.ts';

type CurationMethod = Exclude<Extract<keyof Answers, `curation.${string}`>, 'curation.export'>;

export function curationAnswers({ library, emit }: Rooms): Answers<CurationMethod> {
  const { datasets, curation } = library;

  return {
    'curation.summary': ({ datasetId }) => curation.summary(datasets.get(datasetId).id),
    'curation.image': ({ datasetId, index }) => {
      datasets.image(datasetId, index);
      return curation.image(datasetId, index);
    },
    'curation.notes': ({ datasetId }) => curation.notes(datasets.get(datasetId).id),
    'curation.apply'({ datasetId, changes }) {
      const inverse = curation.apply(datasets.get(datasetId).id, changes);
      if (inverse.length > 0) emit('library', { changed: 'curation', id: datasetId });
      return { inverse };
    },
  };
}
