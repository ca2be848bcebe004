/** What an analysis says of every single image, as columns. */
import type { AnalysisRecord, AnalysisResult, QualityMeasure } from '../../shared/analyses.ts';

export interface AnalysisColumn {
  field: string;
  title: string;
  /** `[rows of the analysis]`: numbers, or positions in `categories`. */
  values: Float32Array;
  /** Null for numbers. */
  categories: string[] | null;
}

const MEASURES: Record<QualityMeasure['id'], string> = {
  dark: 'Quality: darkness',
  bright: 'Quality: brightness',
  blurry: 'Quality: blur',
  'low-information': 'Quality: information',
  'odd-size': 'Quality: size',
  'odd-aspect': 'Quality: aspect',
};

/** @param nameOf the name of a model, for titles */
export function analysisColumns(
  { rows, request }: AnalysisRecord,
  result: AnalysisResult,
  nameOf: (modelId: string) => string,
): AnalysisColumn[] {
  switch (result.kind) {
    case 'outliers':
      return [
        number('score', 'Anomaly score', result.score),
        // A model without a decoder reconstructs nothing.
        ...(result.reconstruction.some(Number.isFinite)
          ? [number('reconstruction', 'Reconstruction error', result.reconstruction)]
          : []),
        number('mahalanobis', 'Mahalanobis distance', result.mahalanobis),
      ];
    case 'duplicates': {
      const values = new Float32Array(rows).fill(-1);
      for (const [group, { images }] of result.groups.entries())
        for (const image of images) values[image] = group;
      const categories = result.groups.map((_, group) => `Group ${group + 1}`);
      return [{ field: 'group', title: 'Duplicates', values, categories }];
    }
    case 'quality':
      return result.measures.map(({ id }, measure) =>
        number(id, MEASURES[id], result.scores.subarray(measure * rows, (measure + 1) * rows)),
      );
    case 'clusters': {
      const method = request.kind === 'clusters' ? request.method : 'k-means';
      const title = `Clusters (${method === 'hdbscan' ? 'HDBSCAN' : method}, ${result.clusters.length})`;
      const categories = result.clusters.map(({ name }, cluster) => name ?? `Cluster ${cluster + 1}`);
      return [{ field: 'assignments', title, values: result.assignments, categories }];
    }
    case 'labels':
      return [number('confidence', 'Confidence in the label', result.confidence)];
    case 'agreement': {
      const other = request.kind === 'agreement' ? nameOf(request.otherModelId) : '';
      return [number('overlap', `Neighbours shared with ${other}`, result.overlap)];
    }
    case 'compression':
      return [];
  }
}

function number(field: string, title: string, values: Float32Array): AnalysisColumn {
  return { field, title, values, categories: null };
}
