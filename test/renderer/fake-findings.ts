/** The fake engine's answers about analyses: believable findings of the shapes that the engine gives. */
import type {
  AnalysisKind,
  AnalysisRecord,
  AnalysisRequest,
  AnalysisResult,
  ResultOf,
} from '../../src/shared/analyses.ts';
import type { ColumnRecord } from '../../src/shared/columns.ts';
import type { DatasetRecord } from '../../src/shared/datasets.ts';
import { MorphospaceError } from '../../src/shared/errors.ts';
import { datasetOf } from './fake-answers.ts';
import type { Answers, FakeContext } from './fake-engine.ts';
import { groupOf } from './fake-library.ts';
import { randomSource } from './fake-pictures.ts';

export interface FakeAnalysis {
  record: AnalysisRecord;
  result: AnalysisResult;
}

const numbersOf = (count: number, seed: number, shape: (u: number) => number) => {
  const random = randomSource(seed);
  return Float32Array.from({ length: count }, () => shape(random()));
};

function ranksOf(values: Float32Array): Float32Array<ArrayBuffer> {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float32Array(values.length);
  order.forEach((image, rank) => (ranks[image] = rank / (values.length - 1)));
  return ranks;
}

const TITLES: Record<AnalysisKind, string> = {
  outliers: 'Look for outliers',
  duplicates: 'Look for duplicates',
  quality: 'Judge the quality',
  clusters: 'Cluster the images',
  labels: 'Test the labels',
  compression: 'Measure the compression',
  agreement: 'Compare neighbours',
};

/** Findings that hang together: every 97th image is there twice, every 41st has a wrong label. */
const find: { [K in AnalysisKind]: (dataset: DatasetRecord, request: AnalysisRequest) => ResultOf<K> } = {
  outliers({ images }) {
    const reconstruction = numbersOf(images, 3, (u) => 0.004 - 0.003 * Math.log(1 - u));
    const mahalanobis = numbersOf(images, 4, (u) => 3 + 2 * u ** 4);
    const [a, b] = [ranksOf(reconstruction), ranksOf(mahalanobis)];
    return { kind: 'outliers', score: a.map((rank, i) => (rank + b[i]!) / 2), reconstruction, mahalanobis };
  },
  duplicates({ images }) {
    const groups = Array.from({ length: Math.floor(images / 97) }, (_, k) => {
      const first = 97 * k;
      const near = k % 3 !== 0;
      const alike = k % 5 === 1 ? [first, first + 1, first + 2] : [first, first + 1];
      return {
        kind: near ? ('near' as const) : ('identical' as const),
        images: alike,
        best: first + (k % 2),
        bits: near ? 1 + (k % 4) : 0,
      };
    });
    return { kind: 'duplicates', groups };
  },
  quality({ images }) {
    const ids = ['dark', 'bright', 'blurry', 'low-information', 'odd-size', 'odd-aspect'] as const;
    const scores = new Float32Array(ids.length * images);
    const measures = ids.map((id, k) => {
      const own = numbersOf(images, 20 + k, (u) => Math.min(1, 0.1 + 1.1 * u ** 0.35));
      scores.set(own, k * images);
      const threshold = 0.3;
      return { id, threshold, flagged: own.filter((score) => score < threshold).length };
    });
    return { kind: 'quality', measures, scores };
  },
  clusters(dataset, request) {
    const asked = request.kind === 'clusters' ? request.count : undefined;
    const count = asked ?? 6;
    const assignments = Float32Array.from({ length: dataset.images }, (_, i) =>
      i % 50 === 49 ? -1 : groupOf(dataset, i) < 0 ? i % count : groupOf(dataset, i) % count,
    );
    const clusters = Array.from({ length: count }, (_, k) => {
      const members = [...assignments.keys()].filter((i) => assignments[i] === k);
      return { name: null, images: Math.max(1, members.length), representatives: members.slice(0, 8) };
    });
    const tried = Array.from({ length: 9 }, (_, k) => ({
      count: k + 2,
      value: 0.2 + 0.15 * Math.exp(-((k - 4) ** 2) / 6),
    }));
    const criterion = asked === undefined ? { name: 'silhouette', best: 'highest' as const, tried } : null;
    return { kind: 'clusters', assignments, clusters, criterion };
  },
  labels(dataset) {
    const classes = dataset.labels.map(({ name }) => name);
    const confusion = classes.map((_, a) =>
      classes.map((__, b) =>
        a === b ? dataset.labels[a]!.images - 20 : Math.floor(20 / (classes.length - 1)),
      ),
    );
    const suspects = Array.from({ length: Math.floor(dataset.images / 41) }, (_, k) => {
      const label = groupOf(dataset, 41 * k);
      return {
        index: 41 * k,
        label,
        suggested: (label + 1) % classes.length,
        labelProbability: 0.02 + k / 1000,
        suggestedProbability: 0.95 - k / 1000,
      };
    });
    return {
      kind: 'labels',
      classes,
      labelled: dataset.images,
      alone: 0,
      accuracy: 0.93,
      knnAccuracy: 0.91,
      pcaAccuracy: 0.84,
      pcaKnnAccuracy: 0.86,
      majority: 1 / classes.length,
      confusion,
      suspects,
      confidence: numbersOf(dataset.images, 9, (u) => 1 - u ** 6),
    };
  },
  compression: () => ({
    kind: 'compression',
    images: 500,
    rawBytes: 12_288,
    codes: [
      { precision: 'float32', bytesPerImage: 128, psnr: 23.4, jpegBytes: 702, jpegQuality: 8 },
      { precision: '8-bit', bytesPerImage: 32, psnr: 23.3, jpegBytes: null, jpegQuality: null },
    ],
  }),
  agreement: ({ images }) => ({
    kind: 'agreement',
    overlap: numbersOf(images, 7, (u) => u),
    mean: 0.5,
    chance: 10 / images,
  }),
};

type ReadableColumn = ColumnRecord & { valueOf(image: number): number };

export function analysisColumnsOf(
  { state }: FakeContext,
  datasetId: string,
  modelId: string | undefined,
): ReadableColumn[] {
  const mine = state.analyses.filter(
    ({ record }) => record.datasetId === datasetId && (record.modelId === null || record.modelId === modelId),
  );
  return mine.flatMap(({ record: { id }, result }) => {
    const column = (field: string, title: string, values: Float32Array): ReadableColumn => ({
      id: `${id}:${field}`,
      title,
      group: 'analysis',
      kind: 'number',
      categories: [],
      valueOf: (image) => values[image] ?? NaN,
    });
    if (result.kind === 'outliers')
      return [
        column('score', 'Anomaly score', result.score),
        column('reconstruction', 'Reconstruction error', result.reconstruction),
      ];
    if (result.kind === 'clusters') {
      const categories = result.clusters.map(({ name, images }, k) => ({
        name: name ?? `Cluster ${k + 1}`,
        images,
      }));
      const title = `Clusters (k-means, ${categories.length})`;
      return [{ ...column('assignments', title, result.assignments), kind: 'category', categories }];
    }
    return [];
  });
}

let last = 0;

export const findingAnswers: Answers = {
  'analyses.list': ({ state }, { datasetId, modelId }) =>
    state.analyses
      .map(({ record }) => record)
      .filter((record) => record.datasetId === datasetId)
      .filter((record) => record.modelId === null || record.modelId === modelId),
  'analyses.run'(context, { datasetId, modelId, request: asked }) {
    const dataset = datasetOf(context, datasetId);
    const request = asked as AnalysisRequest;
    const analysisId = `${request.kind}-${++last}`;
    const jobId = context.startJob({
      kind: 'analyse',
      title: `${TITLES[request.kind]} of ${dataset.name}`,
      datasetId,
      modelId,
      steps: 5,
      step: (done) => ({ title: 'Looking', value: done / 5 }),
      finish() {
        const record: AnalysisRecord = {
          id: analysisId,
          datasetId,
          modelId: modelId ?? null,
          request,
          created: new Date().toISOString(),
          rows: dataset.images,
          seconds: 1.2,
        };
        const result = find[request.kind](dataset, request);
        const replaced = (other: FakeAnalysis) =>
          request.kind !== 'clusters' && other.record.request.kind === request.kind;
        context.state.analyses = [
          ...context.state.analyses.filter((one) => !replaced(one)),
          { record, result },
        ];
        context.emit('library', { changed: 'analyses', id: analysisId });
        return { analysisId, rows: dataset.images, seconds: 1.2 };
      },
    });
    return { jobId, analysisId };
  },
  'analyses.result'({ state }, { analysisId }) {
    const found = state.analyses.find(({ record }) => record.id === analysisId);
    if (found === undefined)
      throw new MorphospaceError('no-such-analysis', 'This analysis no longer exists.', 'Run it again.');
    return found.result;
  },
  'analyses.export': (_, { file }) => ({ rows: 10, file }),
  'analyses.nameCluster'({ state, emit }, { analysisId, cluster, name }) {
    state.analyses = state.analyses.map((one) => {
      if (one.record.id !== analysisId || one.result.kind !== 'clusters') return one;
      const clusters = one.result.clusters.map((old, k) =>
        k === cluster ? { ...old, name: name || null } : old,
      );
      return { ...one, result: { ...one.result, clusters } };
    });
    emit('library', { changed: 'analyses', id: analysisId });
  },
  'analyses.remove'({ state, emit }, { analysisId }) {
    state.analyses = state.analyses.filter(({ record }) => record.id !== analysisId);
    emit('library', { changed: 'analyses', id: analysisId });
  },
};
