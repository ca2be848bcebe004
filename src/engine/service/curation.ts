/** Answers about curation: what people say about their images. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Answers, Rooms } from './rooms.ts';

type CurationMethod = Extract<keyof Answers, `curation.${string}`>;

/** What a job does, before the number of images. */
const TITLES = {
  copy: 'Copy',
  link: 'Link',
  table: 'Write a table of',
  codes: 'Write the codes of',
} as const;

export function curationAnswers({ library, queue, emit }: Rooms): Answers<CurationMethod> {
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

    'curation.export'({ datasetId, images, modelId, form, out }) {
      const { name } = datasets.get(datasetId);
      if (modelId !== undefined && library.models.get(modelId).datasetId !== datasetId) {
        throw new MorphospaceError(
          'bad-request',
          'The model belongs to another dataset.',
          'Choose a model of this dataset.',
        );
      }
      const count = images.length === 1 ? 'an image' : `${images.length.toLocaleString('en')} images`;
      const job = queue.start({
        kind: 'export',
        title: `${TITLES[form]} ${count} of ${name}`,
        task: 'exportSelection',
        input: { datasetId, images, modelId, form, out },
        datasetId,
        modelId,
      });
      return { jobId: job.id };
    },
  };
}
