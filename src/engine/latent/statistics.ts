/** What the codes of a dataset are like: their spread along each dimension and along their principal directions. */
import type { Codes } from '../../shared/latent.ts';
import type { LatentStatistics } from '../../shared/steering.ts';
import type { Work } from '../analysis/work.ts';
import { fitPca } from '../projection/pca.ts';

/** KL of each dimension from the prior in nats, averaged over this many images. */
export interface MeasuredKl {
  images: number;
  perDimension: ArrayLike<number>;
}

/** @param kl null for a model whose codes are points. @throws MorphospaceError `cancelled` */
export async function describeCodes(
  codes: Codes,
  kl: MeasuredKl | null,
  work: Work = {},
): Promise<LatentStatistics> {
  const { rows, dimensions } = codes;
  const pca = await fitPca(codes, dimensions, work);
  const deviation = deviationsOf(codes, pca.mean);
  const importance = kl?.perDimension ?? deviation;
  return {
    images: rows,
    mean: Float32Array.from(pca.mean),
    deviation,
    kl: kl && Float32Array.from(kl.perDimension),
    klImages: kl?.images ?? 0,
    order: Array.from(deviation.keys()).sort((a, b) => importance[b]! - importance[a]!),
    directions: {
      axes: { rows: pca.components, dimensions, values: Float32Array.from(pca.axes) },
      deviations: Float32Array.from(pca.variances, Math.sqrt),
      explained: Float32Array.from(pca.explained),
    },
  };
}

/**
 * KL(N(mean, exp(logVariance)) || N(0, 1)) of each dimension, averaged over the rows (Kingma and Welling 2014, appendix B).
 *
 * @param mean [rows, dimensions] packed, like `logVariance`.
 */
export function klOfPosteriors(
  mean: Float32Array,
  logVariance: Float32Array,
  dimensions: number,
): Float64Array {
  const kl = new Float64Array(dimensions);
  const rows = mean.length / dimensions;
  for (let at = 0; at < mean.length; at++) {
    const spread = Math.exp(logVariance[at]!) - logVariance[at]! - 1;
    kl[at % dimensions]! += (mean[at]! ** 2 + spread) / 2 / rows;
  }
  return kl;
}

/** Standard deviations with the divisor rows - 1. */
function deviationsOf({ rows, dimensions, values }: Codes, mean: Float64Array): Float32Array {
  const squares = new Float64Array(dimensions);
  for (let at = 0; at < values.length; at++) {
    squares[at % dimensions]! += (values[at]! - mean[at % dimensions]!) ** 2;
  }
  return Float32Array.from(squares, (sum) => Math.sqrt(sum / Math.max(1, rows - 1)));
}
