/** Runs one analysis of a dataset and keeps what it found. */
import type { AnalysisRequest, ResultOf } from '../../shared/analyses.ts';
import type { AnalysisJobResult } from '../../shared/job-results.ts';
import type { TaskContext } from '../jobs/task.ts';
import { writeAnalysis } from '../library/analyses.ts';

export interface AnalyseInput<R extends AnalysisRequest = AnalysisRequest> {
  analysisId: string;
  datasetId: string;
  /** Empty for an analysis that needs none. */
  modelId: string;
  request: R;
}

/** One kind of analysis: reads what it needs of the library and gives its result. */
export type Analysis<K extends AnalysisRequest['kind']> = (
  input: AnalyseInput<Extract<AnalysisRequest, { kind: K }>>,
  context: TaskContext,
) => Promise<ResultOf<K>>;

/** Each is loaded only when it is asked for, with the native libraries that it needs. */
const kinds: { [K in AnalysisRequest['kind']]: () => Promise<Analysis<K>> } = {
  outliers: async () => (await import('./analyses/outliers.ts')).outliers,
  duplicates: async () => (await import('./analyses/duplicates.ts')).duplicates,
  quality: async () => (await import('./analyses/quality.ts')).quality,
  clusters: async () => (await import('./analyses/clusters.ts')).clusters,
  labels: async () => (await import('./analyses/labels.ts')).labels,
  compression: async () => (await import('./analyses/compression.ts')).compression,
  agreement: async () => (await import('./analyses/agreement.ts')).agreement,
};

export async function analyse(input: AnalyseInput, context: TaskContext): Promise<AnalysisJobResult> {
  const { analysisId, datasetId, modelId, request } = input;
  const { library } = context;
  const started = performance.now();
  const rows = library.datasets.count(datasetId);
  const run = (await kinds[request.kind]()) as Analysis<AnalysisRequest['kind']>;
  const result = await run(input as never, context);
  context.signal.throwIfAborted();
  await writeAnalysis(library.analysisFolder(analysisId), result);
  const seconds = (performance.now() - started) / 1000;
  library.analyses.add({
    id: analysisId,
    datasetId,
    modelId: modelId || null,
    request,
    created: new Date().toISOString(),
    rows,
    seconds,
  });
  return { analysisId, rows, seconds };
}
