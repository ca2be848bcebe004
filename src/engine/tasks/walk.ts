/** Walking over a map: what the model would show between the images. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Walk } from '../../shared/steering.ts';
import type { TaskContext } from '../jobs/task.ts';
import { MapWalk, type WalkedPoints } from '../latent/walk.ts';
import type { Library } from '../library/library.ts';
import { readNpy } from '../library/npy.ts';
import { decodePictures } from './explore.ts';
import { type ExploredModel, exploredModel } from './explored-models.ts';
import { chosenLabel, labelsOfImages, type ToldLabels } from './told-labels.ts';

export interface WalkInput {
  projectionId: string;
  /** [n, 2] packed. */
  points: Float32Array;
  /** For a conditional model; without it each point has the labels of the images around it, mixed like their codes. */
  label?: string;
}

/** The map that was walked on last, of each model that is open: a person walks on one at a time. */
const walks = new WeakMap<ExploredModel, { version: string; walk: Promise<MapWalk> }>();

/** @throws MorphospaceError `no-such-projection`, `not-embedded`, `unknown-label` */
export async function walk(
  { projectionId, points, label }: WalkInput,
  { library }: TaskContext,
): Promise<Walk> {
  const { modelId } = library.projections.get(projectionId);
  const explored = await exploredModel(library, modelId);
  const { codes, confidence, parts } = (await mapWalk(library, projectionId, explored)).at(points);
  const told =
    label === undefined
      ? mixedLabels(library, modelId, explored, parts)
      : chosenLabel(explored.model, label, codes.rows);
  return {
    codes,
    confidence,
    nearest: Int32Array.from(parts, ({ rows }) => rows[0]!),
    pictures: await decodePictures(explored.model, codes, told),
  };
}

async function mapWalk(library: Library, projectionId: string, explored: ExploredModel): Promise<MapWalk> {
  const file = join(library.projectionFolder(projectionId), 'coordinates.npy');
  const version = `${projectionId} ${(await stat(file)).mtimeMs}`;
  const last = walks.get(explored);
  if (last?.version === version) return last.walk;
  const walk = Promise.all([readNpy(file), explored.codes()]).then(
    ([{ values }, codes]) => new MapWalk(values, codes),
  );
  walks.set(explored, { version, walk });
  walk.catch(() => walks.delete(explored));
  return walk;
}

function mixedLabels(
  library: Library,
  modelId: string,
  { model }: ExploredModel,
  parts: WalkedPoints['parts'],
): ToldLabels {
  const classes = model.card.plan.labels.length;
  if (classes === 0) return null;
  const mixed = new Float32Array(parts.length * classes);
  for (const [point, { rows, weights }] of parts.entries()) {
    const labels = labelsOfImages(library, modelId, model, Array.from(rows))!;
    labels.forEach((value, at) => {
      mixed[point * classes + (at % classes)]! += value * weights[Math.floor(at / classes)]!;
    });
  }
  return mixed;
}
