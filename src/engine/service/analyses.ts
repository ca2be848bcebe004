/** Answers about analyses: lists, runs, what they found. */
import { type AnalysisKind, MODEL_ANALYSES } from '../../shared/analyses.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { analysisCsv } from '../export/analysis-csv.ts';
import { readAnalysis, writeAnalysis } from '../library/analyses.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { createIdentifier } from '../library/identifiers.ts';
import type { Answers, Rooms } from './rooms.ts';

type AnalysisMethod = Extract<keyof Answers, `analyses.${string}`>;

/** What a job does, in its title. */
const TITLES: Record<AnalysisKind, string> = {
  outliers: 'Look for outliers in',
  duplicates: 'Look for duplicates in',
  quality: 'Judge the quality of the images of',
  clusters: 'Cluster the images of',
  labels: 'Test the labels of',
  compression: 'Measure the compression of',
  agreement: 'Compare neighbours in',
};

export function analysisAnswers({ library, queue, emit }: Rooms): Answers<AnalysisMethod> {
  const { datasets, models, analyses } = library;
  const changed = (id: string) => emit('library', { changed: 'analyses', id });
  const resultOf = (id: string) => {
    analyses.get(id);
    return readAnalysis(library.analysisFolder(id));
  };

  return {
    'analyses.list': ({ datasetId, modelId }) => analyses.list(datasetId, modelId),

    'analyses.run'({ datasetId, modelId, request }) {
      const { name } = datasets.get(datasetId);
      const { kind } = request;
      const needsModel = MODEL_ANALYSES.has(kind);
      if (needsModel && modelId === undefined) {
        throw new MorphospaceError('needs-model', 'This needs a trained model.', 'Train one first.');
      }
      const elsewhere = needsModel && models.get(modelId!).datasetId !== datasetId;
      if (elsewhere && kind !== 'outliers') {
        throw new MorphospaceError(
          'bad-request',
          'The model belongs to another dataset.',
          'Choose a model of this dataset.',
        );
      }
      const own = needsModel ? modelId : undefined;
      const analysisId = createIdentifier(kind);
      const job = queue.start({
        kind: 'analyse',
        title: `${TITLES[kind]} ${name}`,
        task: 'analyse',
        input: { analysisId, datasetId, modelId: own ?? '', request },
        datasetId,
        modelId: own,
        async complete(result) {
          if (kind !== 'clusters') {
            const older = analyses
              .list(datasetId, own)
              .filter((a) => a.request.kind === kind && a.modelId === (own ?? null) && a.id !== analysisId);
            for (const { id } of older) await library.removeAnalysis(id);
          }
          changed(analysisId);
          return result;
        },
        abandon: () => void library.removeAnalysis(analysisId),
      });
      return { jobId: job.id, analysisId };
    },

    'analyses.result': ({ analysisId }) => resultOf(analysisId),

    async 'analyses.export'({ analysisId, file }) {
      const { datasetId, rows } = analyses.get(analysisId);
      const table = analysisCsv(datasets.eachImage(datasetId), rows, await resultOf(analysisId));
      await writeFileAtomically(file, table.text);
      return { rows: table.rows, file };
    },

    async 'analyses.nameCluster'({ analysisId, cluster, name }) {
      const result = await resultOf(analysisId);
      const named = result.kind === 'clusters' ? result.clusters[cluster] : undefined;
      if (!named) throw new MorphospaceError('bad-request', 'There is no such cluster.', 'Choose another.');
      named.name = name === '' ? null : name;
      await writeAnalysis(library.analysisFolder(analysisId), result);
      changed(analysisId);
    },

    async 'analyses.remove'({ analysisId }) {
      await library.removeAnalysis(analysisId);
      changed(analysisId);
    },
  };
}
