/** A dataset's pictures and the design's colours, as the map takes them. */
import type { DatasetRecord } from '../../../shared/datasets.ts';
import { resourcePaths } from '../../../shared/resources.ts';
import { parseRgb, type Scheme } from '../../map/colours.ts';
import type { MapTheme } from '../../map/scene.ts';
import type { MapImages } from '../../map/thumbnail-source.ts';
import { themeColour } from '../../styles/theme.ts';
import { pagePath } from '../images/thumbnails.ts';

/** The first `count` images of a dataset: those that a layout has places for. */
export function mapImages(
  dataset: DatasetRecord,
  count: number,
  resourceUrl: (path: string) => string,
): MapImages {
  const levels = dataset.thumbnails.toSorted((a, b) => a.tile - b.tile);
  return {
    count,
    levels,
    grey: dataset.channels === 1,
    shortSide: dataset.medianShortSide,
    pageUrl: (level, page) =>
      resourceUrl(
        pagePath(
          dataset,
          levels.find((candidate) => candidate.level === level)!,
          page,
        ),
      ),
    imageUrl: (image, side) => resourceUrl(resourcePaths.image(dataset.id, image, side)),
  };
}

export function mapTheme(scheme: Scheme): MapTheme {
  return {
    scheme,
    background: parseRgb(themeColour('canvas')),
    dot: parseRgb(themeColour('text-faint')),
    accent: parseRgb(themeColour('accent-text')),
    strong: parseRgb(themeColour('text')),
  };
}
