/** What can be asked of a dataset, in plain words: the question, what is done for it, and what came of it. */
import type { AnalysisResult } from '../../../shared/analyses.ts';
import type { Params } from '../../../shared/contract.ts';
import type { FindingKind } from '../../stores/findings.ts';
import { formatShare, plural } from '../../words.ts';

export interface FindingWords {
  readonly title: string;
  readonly question: string;
  /** One sentence on how it is found out. */
  readonly method: string;
  /** What the button says that begins it. */
  readonly action: string;
}

export const FINDINGS: Readonly<Record<FindingKind, FindingWords>> = {
  outliers: {
    title: 'Outliers',
    question: 'What is odd?',
    method:
      'Ranks all images by how badly the model rebuilds them and by how far their codes lie from all others.',
    action: 'Look for outliers',
  },
  duplicates: {
    title: 'Duplicates',
    question: 'What is there twice?',
    method: 'Finds identical files, and pictures that look the same though the files differ.',
    action: 'Look for duplicates',
  },
  quality: {
    title: 'Quality',
    question: 'Which pictures are bad?',
    method: 'Looks for dark, bright, blurred and empty pictures, and for sizes and shapes unlike the others.',
    action: 'Check the quality',
  },
  clusters: {
    title: 'Clusters',
    question: 'What belongs together?',
    method: 'Sorts the images into groups of similar ones. You can name them.',
    action: 'Find clusters',
  },
  labels: {
    title: 'Labels',
    question: 'What is mislabelled?',
    method: 'Learns the labels from the codes and names the images whose label it would not have guessed.',
    action: 'Check the labels',
  },
  compression: {
    title: 'Compression',
    question: 'How small are the codes?',
    method: 'Sets the bytes of a code beside those of a JPEG that is as close to the original.',
    action: 'Measure the compression',
  },
};

export const FINDING_KINDS = Object.keys(FINDINGS) as FindingKind[];

/** How each is asked when nothing is set otherwise. */
export const DEFAULT_REQUESTS: Readonly<Record<FindingKind, Params<'analyses.run'>['request']>> = {
  outliers: { kind: 'outliers' },
  duplicates: { kind: 'duplicates' },
  quality: { kind: 'quality' },
  clusters: { kind: 'clusters' },
  labels: { kind: 'labels' },
  compression: { kind: 'compression' },
};

/** What came of it, in a few words. */
export function resultWords(result: AnalysisResult): string {
  switch (result.kind) {
    case 'outliers':
      return 'All images ranked';
    case 'duplicates': {
      const spare = result.groups.reduce((sum, { images }) => sum + images.length - 1, 0);
      if (spare === 0) return 'None found';
      return `${plural(result.groups.length, 'group')}, ${plural(spare, 'image')} too many`;
    }
    case 'quality': {
      const flagged = result.measures.reduce((sum, measure) => sum + measure.flagged, 0);
      return flagged === 0 ? 'No faults found' : plural(flagged, 'fault');
    }
    case 'clusters':
      return plural(result.clusters.length, 'cluster');
    case 'labels': {
      const suspects = result.suspects.length;
      return `${formatShare(result.accuracy)} told right, ${plural(suspects, 'label')} in doubt`;
    }
    case 'compression': {
      const [code] = result.codes;
      if (code === undefined) return 'Measured';
      if (code.jpegBytes === null) return `${Math.round(code.bytesPerImage)} bytes an image`;
      return `${(code.jpegBytes / code.bytesPerImage).toFixed(1)} times smaller than JPEG`;
    }
    case 'agreement':
      return `${formatShare(result.mean)} of neighbours in common`;
  }
}
