/** What belongs together, by its codes. */
import type { AnalysisRequest, Cluster } from '../../../shared/analyses.ts';
import { MorphospaceError } from '../../../shared/errors.ts';
import type { Codes } from '../../../shared/latent.ts';
import {
  bestCount,
  chooseByBic,
  chooseByMeanSilhouette,
  type Criterion,
} from '../../analysis/cluster-count.ts';
import { requireFinite } from '../../analysis/code-space.ts';
import { hdbscan } from '../../analysis/hdbscan.ts';
import { kMeans } from '../../analysis/k-means.ts';
import { fitMixture } from '../../analysis/mixture.ts';
import { assignToComponents } from '../../analysis/mixture-assignment.ts';
import { representativesOf } from '../../analysis/representatives.ts';
import type { Work } from '../../analysis/work.ts';
import type { Analysis } from '../analyse.ts';
import { ensureCodes } from '../codes.ts';

type Request = Extract<AnalysisRequest, { kind: 'clusters' }>;

/** Images that stand for each cluster. */
const REPRESENTATIVES = 8;
/** Gain of an iteration, in nats an image, at which a mixture is done: what is gained later moves next to no image. */
const TOLERANCE = 0.01;

export const clusters: Analysis<'clusters'> = async ({ modelId, request }, context) => {
  const { progress, signal } = context;
  const codes = await ensureCodes(modelId, context);
  requireFinite(codes.values);
  requireRows(codes.rows, request);
  const { labels, criterion } = await assign[request.method](codes, request, { progress, signal });
  return { kind: 'clusters', criterion, ...largestFirst(codes, labels) };
};

interface Assigned {
  /** Any numbers from 0 up, -1 for none. */
  labels: Int32Array;
  criterion: Criterion | null;
}

const assign: Record<Request['method'], (codes: Codes, request: Request, work: Work) => Promise<Assigned>> = {
  async 'k-means'(codes, { count, seed }, work) {
    const criterion = count === undefined ? await chooseByMeanSilhouette(codes, { seed, ...work }) : null;
    work.progress?.({ title: 'Clustering', value: null });
    const { labels } = await kMeans(codes, count ?? bestCount(criterion!), { seed, ...work });
    return { labels, criterion };
  },

  async mixture(codes, { count, seed }, work) {
    const criterion = count === undefined ? await chooseByBic(codes, { seed, ...work }) : null;
    const components = count ?? bestCount(criterion!);
    const mixture = await fitMixture(codes, { components, seed, tolerance: TOLERANCE, ...work });
    return { labels: await assignToComponents(mixture, codes, work), criterion };
  },

  async hdbscan(codes, { smallest }, work) {
    return { labels: await hdbscan(codes, { smallest, ...work }), criterion: null };
  },
};

/** @throws MorphospaceError `too-few-images` */
function requireRows(rows: number, { count = 2, method }: Request): void {
  if (method === 'hdbscan' || rows >= count) return;
  throw new MorphospaceError(
    'too-few-images',
    `${rows} images cannot be in ${count} clusters.`,
    'Ask for fewer clusters, or add images to the dataset.',
  );
}

/** Clusters by their size, equally large ones by their first image; those that lost all their images are left out. */
function largestFirst(codes: Codes, labels: Int32Array): { assignments: Float32Array; clusters: Cluster[] } {
  const members = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    if (label < 0) continue;
    const rows = members.get(label);
    if (rows) rows.push(row);
    else members.set(label, [row]);
  }
  const ordered = [...members.values()].sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  const assignments = new Float32Array(labels.length).fill(-1);
  for (const [cluster, rows] of ordered.entries()) for (const row of rows) assignments[row] = cluster;
  return {
    assignments,
    clusters: ordered.map((rows) => ({
      name: null,
      images: rows.length,
      representatives: representativesOf(codes, rows, REPRESENTATIVES),
    })),
  };
}
