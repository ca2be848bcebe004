/** Layouts as people read them. */
import type { ProjectionMethod, ProjectionRecord } from '../../../../shared/projections.ts';

export const METHOD_WORDS: Record<ProjectionMethod, { label: string; hint: string }> = {
  umap: { label: 'UMAP', hint: 'Similar images lie together' },
  pca: { label: 'PCA', hint: 'The two directions in which codes differ most' },
  latent: { label: 'Dimensions', hint: 'Two dimensions of the codes, as they are' },
};

/** The name that a person gave, or the method. */
export function layoutTitle({ name, method, options }: ProjectionRecord): string {
  if (name !== null) return name;
  const { label } = METHOD_WORDS[method];
  return method === 'latent' ? `${label} ${dimensionWords(options.dimensions)}` : label;
}

/** What makes a layout different from others of its method: "15 neighbours, spread 0.10". Empty where there is nothing to say. */
export function layoutDetails({ name, method, options }: ProjectionRecord): string {
  if (method === 'pca') return name === null ? '' : METHOD_WORDS.pca.label;
  if (method === 'latent') {
    return name === null ? '' : `${METHOD_WORDS.latent.label} ${dimensionWords(options.dimensions)}`;
  }
  const { neighbours = 15, minimumDistance = 0.1, metric, supervision = 0 } = options;
  return [
    `${neighbours} neighbours`,
    `spread ${minimumDistance.toFixed(2)}`,
    metric === 'cosine' ? 'by direction' : '',
    supervision > 0 ? `labels ${Math.round(supervision * 100)} %` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Counted from 1, as everywhere on the screen. */
function dimensionWords(dimensions: readonly [number, number] = [0, 1]): string {
  return `${dimensions[0] + 1} and ${dimensions[1] + 1}`;
}
