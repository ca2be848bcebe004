import { expect, it } from 'vitest';
import { analysisCsv } from '../../../src/engine/export/analysis-csv.ts';

const IMAGES = ['a.png', 'b, c.png', 'd.png', 'later.png'].map((file) => ({ file }));

it('a row for each image that there was, numbers as they are', () => {
  const { rows, text } = analysisCsv(IMAGES, 3, {
    kind: 'outliers',
    score: Float32Array.of(0, 0.5, 1),
    reconstruction: Float32Array.of(0.01, 0.02, 0.03),
    mahalanobis: Float32Array.of(3, 4, 5),
  });
  expect(rows).toBe(3);
  expect(text).toBe(
    'file,score,reconstruction,mahalanobis\na.png,0,0.01,3\n"b, c.png",0.5,0.02,4\nd.png,1,0.03,5\n',
  );
});

it('labels: an image without a label has no confidence, and only suspects have a suggestion', () => {
  const { text } = analysisCsv(IMAGES, 3, {
    ...{ kind: 'labels', classes: ['cat', 'dog'], labelled: 2, alone: 0, accuracy: 1, knnAccuracy: 1 },
    ...{ pcaAccuracy: 1, pcaKnnAccuracy: 1, majority: 0.5, confusion: [] },
    suspects: [{ index: 2, label: 0, suggested: 1, labelProbability: 0.25, suggestedProbability: 0.75 }],
    confidence: Float32Array.of(0.875, NaN, 0.25),
  });
  expect(text).toBe('file,confidence,suggested\na.png,0.875,\n"b, c.png",,\nd.png,0.25,dog\n');
});

it('duplicates: only images that are there more than once', () => {
  const { rows, text } = analysisCsv(IMAGES, 4, {
    kind: 'duplicates',
    groups: [{ kind: 'near', images: [0, 2], best: 2, bits: 3 }],
  });
  expect(rows).toBe(2);
  expect(text).toBe('file,group,kind,best\na.png,1,near,0\nd.png,1,near,1\n');
});

it('clusters by name, or by number where they have none; quality by measure', () => {
  const clusters = analysisCsv(IMAGES, 3, {
    ...{ kind: 'clusters', criterion: null, assignments: Float32Array.of(1, 0, -1) },
    clusters: [
      { name: null, images: 1, representatives: [1] },
      { name: 'red, round', images: 1, representatives: [0] },
    ],
  });
  expect(clusters.text).toBe('file,cluster\na.png,"red, round"\n"b, c.png",1\nd.png,\n');
  const quality = analysisCsv(IMAGES, 2, {
    kind: 'quality',
    measures: [
      { id: 'dark', threshold: 0.3, flagged: 0 },
      { id: 'blurry', threshold: 0.3, flagged: 0 },
    ],
    scores: Float32Array.of(0.25, 0.5, 0.75, 1),
  });
  expect(quality.text).toBe('file,dark,blurry\na.png,0.25,0.75\n"b, c.png",0.5,1\n');
});

it('there is no table of what says nothing of single images', () => {
  const measured = { kind: 'compression' as const, images: 4, rawBytes: 768, codes: [] };
  expect(() => analysisCsv(IMAGES, 4, measured)).toThrow(/all images together/);
});
